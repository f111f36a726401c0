// The options that `npm start` and `npm run dev` share.
import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { CommandError } from './command.mjs';

const defaultPort = 8080;
const defaultHost = '127.0.0.1';

/**
 * @param {string[]} args
 * @param {string} usage first line of the help
 * @returns {{ help: string | null, port: number, host: string, portGiven: boolean }}
 *   `help` is a text to print instead
 */
export function addressOptions(args, usage) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: { port: { type: 'string' }, host: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    }));
  } catch (error) {
    throw new CommandError(`${error.message}\nTry: ${usage} --help`, 2);
  }
  const help = `Usage: ${usage} [--port N] [--host H]

  --port N   port to serve at, 0 to 65535; 0 takes any free one (default ${defaultPort})
  --host H   name or address to listen on (default ${defaultHost}: this machine only;
             0.0.0.0: every network, where other machines get plain http and so no WebGPU)`;
  return {
    help: values.help ? help : null,
    port: portOf(values.port),
    host: hostOf(values.host),
    portGiven: values.port !== undefined,
  };
}

function portOf(text = String(defaultPort)) {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) {
    throw new CommandError(`--port: expected a whole number from 0 to 65535, got "${text}"`, 2);
  }
  return Number(text);
}

function hostOf(text = defaultHost) {
  const name = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
  if (isIP(text) === 0 && !name.test(text)) {
    throw new CommandError(`--host: expected a host name or an IP address, got "${text}"`, 2);
  }
  return text;
}
