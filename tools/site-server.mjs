// Serves dist/site until Ctrl-C, and says where.
import { networkInterfaces } from 'node:os';
import { CommandError, say } from './command.mjs';

/** How many further ports are tried when the usual one is taken and none was asked for. */
const FURTHER_PORTS = 20;

/** Resolves when the server listens; Ctrl-C closes it and ends the process with code 0. */
export async function serveSite(options) {
  const { port, close } = await listen(options);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, async () => {
      await close();
      process.exit(0);
    });
  }
  for (const address of addresses(options.host, port)) say(`open ${address}`);
  if (!isLoopback(options.host))
    say('other machines get plain http: there is no WebGPU, cache or offline use for them');
  say('Ctrl-C stops it');
}

async function listen({ host, port, portGiven }) {
  const { startServer } = await import('./serve.mjs');
  const last = portGiven || port === 0 ? port : port + FURTHER_PORTS;
  for (let tried = port; ; tried++) {
    try {
      return await startServer({ host, port: tried });
    } catch (error) {
      if (error.code === 'EADDRINUSE' && tried < last) continue;
      throw new CommandError(`cannot serve at ${host}, port ${tried}: ${reasonOf(error)}`);
    }
  }
}

function reasonOf(error) {
  const reasons = {
    EADDRINUSE: 'something else listens there; choose another with --port',
    EACCES: 'ports below 1024 need more rights; choose another with --port',
    EADDRNOTAVAIL: 'this machine has no such address; choose another with --host',
    ENOTFOUND: 'there is no such host; choose another with --host',
  };
  return reasons[error.code] ?? error.message;
}

const isLoopback = (host) => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** What to type into a browser: an address that listens everywhere is not one of them. */
function addresses(host, port) {
  if (host !== '0.0.0.0' && host !== '::') return [`http://${host.includes(':') ? `[${host}]` : host}:${port}/`];
  const own = Object.values(networkInterfaces())
    .flat()
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `http://${address}:${port}/`);
  return [`http://localhost:${port}/`, ...own];
}
