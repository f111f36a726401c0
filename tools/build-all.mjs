// Sets up, compiles the core and builds dist/: `npm run build [-- --dev --sizes]`, see tools/build.mjs.
import './node-version.mjs';
import { main, say } from './command.mjs';
import { compileWasm } from './compile.mjs';
import { setUp } from './setup.mjs';
import { buildSite } from './site.mjs';

await main(async () => {
  await setUp('start');
  await compileWasm();
  await buildSite(process.argv.slice(2));
  say('dist/lib is the library, dist/site the page: static files for any host');
});
