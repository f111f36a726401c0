import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOptions } from '../../../tools/address-options.mjs';

const parse = (...args) => addressOptions(args, 'npm start --');

test('without options the page is served to this machine only', () => {
  assert.deepEqual(parse(), { help: null, port: 8080, host: '127.0.0.1', portGiven: false });
});

test('port and host are taken, with a space or with an equals sign', () => {
  assert.deepEqual(parse('--port', '0', '--host=0.0.0.0'), { help: null, port: 0, host: '0.0.0.0', portGiven: true });
  assert.equal(parse('--port=65535').port, 65535);
  assert.equal(parse('--host', '::1').host, '::1');
  assert.equal(parse('--host', 'localhost').host, 'localhost');
});

test('a bad port, a bad host and an unknown option are told with exit code 2', () => {
  const cases = [
    [['--port', '65536'], /--port: expected a whole number from 0 to 65535, got "65536"/],
    [['--port', '80a'], /got "80a"/],
    [['--port='], /got ""/],
    [['--port', '1.5'], /got "1.5"/],
    [['--host', 'a b'], /--host: expected a host name or an IP address, got "a b"/],
    [['--host='], /got ""/],
    [['--prot', '1'], /--prot/],
    [['8080'], /8080/],
  ];
  for (const [args, message] of cases) {
    assert.throws(
      () => parse(...args),
      (error) => error.exitCode === 2 && message.test(error.message),
      args.join(' '),
    );
  }
});

test('help names both options', () => {
  assert.match(parse('--help').help, /--port N[\s\S]*--host H/);
});
