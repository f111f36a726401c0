/** Runs a contestant in a module worker: the build puts one in the place of `contestant`. */
import { load } from 'contestant';

let classify = null;

self.addEventListener('message', async ({ data: { id, blob } }) => {
  try {
    if (blob === undefined) classify = await load();
    self.postMessage({ id, answer: blob === undefined ? null : await classify(blob) });
  } catch (error) {
    self.postMessage({ id, error: String(error?.stack ?? error) });
  }
});
