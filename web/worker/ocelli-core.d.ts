/** `build/wasm/ocelli-core.mjs`, put in its place by `tools/build.mjs`. */
declare module 'ocelli-core' {
  import type { CreateCoreModule } from './core-module.ts';

  const create: CreateCoreModule;
  export default create;
}
