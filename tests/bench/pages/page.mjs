/** What the bench calls in the page: `bench.load(name, where)`, then `bench.classify(name, photo)`. */
const contestants = new Map();
const photos = new Map();

globalThis.bench = {
  /** @param {'worker' | 'page'} where ours brings its own worker either way */
  async load(name, where, backend) {
    const classify =
      name === 'ocelli' || where === 'page'
        ? await (await import(`/bench/${name}.js`)).load(backend)
        : await loadInWorker(`/bench/${name}-worker.js`);
    contestants.set(name, classify);
  },

  async fetchPhoto(photo) {
    photos.set(photo, await (await fetch(`/photos/${photo}`)).blob());
  },

  async classify(name, photo) {
    return contestants.get(name)(photos.get(photo));
  },

  /** Milliseconds from nothing to the first answer. */
  async coldStart(name, where, photo) {
    const blob = await (await fetch(`/photos/${photo}`)).blob();
    const start = performance.now();
    await this.load(name, where);
    const { label } = await contestants.get(name)(blob);
    return { label, milliseconds: performance.now() - start };
  },
};

async function loadInWorker(url) {
  const worker = new Worker(url, { type: 'module' });
  const calls = new Map();
  worker.addEventListener('message', ({ data: { id, answer, error } }) => {
    const { resolve, reject } = calls.get(id);
    calls.delete(id);
    if (error === undefined) resolve(answer);
    else reject(new Error(error));
  });
  let nextId = 0;
  const ask = (blob) =>
    new Promise((resolve, reject) => {
      calls.set(nextId, { resolve, reject });
      worker.postMessage({ id: nextId++, blob });
    });
  await ask(undefined);
  return ask;
}
