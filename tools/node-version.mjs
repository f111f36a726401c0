// Imported first by every script here, so it keeps to syntax that old Nodes can parse.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Ocelli needs Node 20.19 or newer; this is Node ${process.versions.node} (${process.execPath}).
Debian 12 and Ubuntu 24.04 package Node 18. A newer one can be run from npm without installing it:
  npx -y -p node@22 -p npm@10 npm ${process.env.npm_lifecycle_event || 'start'}
or be installed with a version manager such as nvm, fnm or n.`);
  process.exit(1);
}
