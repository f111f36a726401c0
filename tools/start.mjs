// Sets up, builds and serves the page: `npm start [-- --port N --host H]`.
import './node-version.mjs';
import { addressOptions } from './address-options.mjs';
import { main } from './command.mjs';
import { compileWasm } from './compile.mjs';
import { setUp } from './setup.mjs';
import { buildSite } from './site.mjs';
import { serveSite } from './site-server.mjs';

await main(async () => {
  const { help, ...address } = addressOptions(process.argv.slice(2), 'npm start --');
  if (help !== null) return console.log(help);
  await setUp('start');
  await compileWasm();
  await buildSite();
  await serveSite(address);
});
