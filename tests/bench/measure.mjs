// The measurements: each gives plain numbers by contestant. Contestants take turns within each.

export const contestants = ['ocelli', 'transformers', 'by-hand'];

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Opens a page of its own context, nothing cached, with `bench` in it. */
export async function openBench(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`in the page: ${error}`));
  await page.goto(url);
  await page.evaluate('import("/bench/page.js")');
  return page;
}

/** Milliseconds of each step in the worker: medians over `runs`, after one run that does not count. */
export async function measureSteps(browser, url, photos, runs) {
  const page = await openBench(browser, url);
  for (const name of contestants) await page.evaluate((one) => bench.load(one, 'worker'), name);
  for (const { name } of photos) await page.evaluate((one) => bench.fetchPhoto(one), name);
  const found = Object.fromEntries(contestants.map((name) => [name, []]));
  for (let run = -1; run < runs; run++) {
    const photo = photos[Math.max(run, 0) % photos.length].name;
    for (const name of rotated(contestants, run)) {
      const { timings } = await page.evaluate(([who, what]) => bench.classify(who, what), [name, photo]);
      if (run >= 0) found[name].push(timings);
    }
  }
  await page.context().close();
  return Object.fromEntries(Object.entries(found).map(([name, list]) => [name, stepMedians(list)]));
}

function stepMedians(list) {
  const steps = { decode: (t) => t.decode, preprocess: (t) => t.preprocess, inference: (t) => t.inference };
  const all = { ...steps, total: (t) => t.total, ours: (t) => t.total - t.inference };
  return Object.fromEntries(Object.entries(all).map(([step, of]) => [step, median(list.map(of))]));
}

/** Milliseconds from nothing to the first answer, each time in a browser context of its own. */
export async function measureColdStart(browser, server, photo, runs) {
  const found = Object.fromEntries(contestants.map((name) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const name of rotated(contestants, run)) {
      const page = await openBench(browser, server.url);
      const { milliseconds } = await page.evaluate(
        ([who, what]) => bench.coldStart(who, 'worker', what),
        [name, photo.name],
      );
      found[name].push(milliseconds);
      await page.context().close();
    }
  }
  return Object.fromEntries(Object.entries(found).map(([name, list]) => [name, median(list)]));
}

/** The longest task on the page's thread while loading and while classifying, as most pages use each. */
export async function measureLongestTask(browser, url, photos, runs) {
  const found = Object.fromEntries(contestants.map((name) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const name of rotated(contestants, run)) found[name].push(await longestTasks(browser, url, name, photos));
  }
  return Object.fromEntries(
    Object.entries(found).map(([name, list]) => [
      name,
      { loading: median(list.map((one) => one.loading)), classifying: median(list.map((one) => one.classifying)) },
    ]),
  );
}

async function longestTasks(browser, url, name, { small, large: photos }) {
  const page = await openBench(browser, url);
  for (const photo of [small, ...photos]) await page.evaluate((one) => bench.fetchPhoto(one), photo.name);
  await page.evaluate(() => {
    globalThis.tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: 'longtask' });
  });
  await page.evaluate((who) => bench.load(who, 'page'), name);
  await page.evaluate(([who, what]) => bench.classify(who, what), [name, small.name]);
  const loading = await takeLongest(page);
  for (const photo of photos) await page.evaluate(([who, what]) => bench.classify(who, what), [name, photo.name]);
  const classifying = await takeLongest(page);
  await page.context().close();
  return { loading, classifying };
}

/** Zero where no task reached the 50 ms from which browsers report them. */
async function takeLongest(page) {
  return page.evaluate(async () => {
    // Entries are handed over when the thread is idle: two frames later they are there.
    for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return Math.max(0, ...tasks.splice(0).map(({ duration }) => duration));
  });
}

/** Paths of the files that were served until the first answer. */
export async function measureFiles(browser, server, name, photo, backend) {
  const page = await openBench(browser, server.url);
  await page.evaluate((one) => bench.fetchPhoto(one), photo.name);
  server.state.requests.length = 0;
  await page.evaluate(([who, how]) => bench.load(who, 'worker', how), [name, backend]);
  await page.evaluate(([who, what]) => bench.classify(who, what), [name, photo.name]);
  const files = [...new Set(server.state.requests)];
  await page.context().close();
  return files;
}

const rotated = (list, by) => list.map((_, index) => list[(((index + by) % list.length) + list.length) % list.length]);
