/** Models with and without a card, of every task that the classifier serves. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { CardEntries } from '../../web/engine/types.ts';
import { assertClean, models, openEngine, serveEngine } from './engine-actions.ts';
import { expected, rampBmp } from './engine-photos.ts';
import { launchBrowser, type ServedFolder, skip, type TestPage } from './harness.ts';

/** What the bare tiny network needs to be told. */
const tinyCard: CardEntries = {
  'ocelli.task': 'multi-class',
  'ocelli.title': 'Told by the page',
  'ocelli.licence': 'MIT',
  'ocelli.labels': 'rot\ngrün\nblau',
  'ocelli.input.size': '32 32',
  'ocelli.resize.mode': 'shortest-edge',
  'ocelli.resize.size': '36',
  'ocelli.crop.size': '32 32',
  'ocelli.normalize.mean': '0.5 0.5 0.5',
  'ocelli.normalize.std': '0.25 0.25 0.25',
  'ocelli.output.activation': 'softmax',
};

const hubConfig = { architectures: ['ViTForImageClassification'], id2label: { 0: 'red', 1: 'green', 2: 'blue' } };
const hubProcessor = {
  image_processor_type: 'ViTImageProcessor',
  size: { height: 32, width: 32 },
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.25, 0.25, 0.25],
};

const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
const round = (value: number) => Math.round(value * 1e6) / 1e6;

describe('models in the engine', { skip }, () => {
  let browser: Browser;
  let site: ServedFolder;
  let opened: TestPage;

  before(async () => {
    browser = await launchBrowser();
    site = await serveEngine({
      files: {
        'ramp.bmp': rampBmp(),
        'config.json': JSON.stringify(hubConfig),
        'preprocessor_config.json': JSON.stringify(hubProcessor),
      },
    });
    opened = await openEngine(browser, site.url);
  });

  after(async () => {
    assertClean(opened);
    await browser?.close();
    await site?.close();
  });

  test('topK, allow and deny choose what is listed and leave scores and unsure as they are', async () => {
    const found = await opened.page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model });
      const ask = async (options: object) => {
        const { predictions, unsure } = await classifier.classify('/ramp.bmp', options);
        return { labels: predictions.map(({ label }) => label), scores: predictions.map(({ score }) => score), unsure };
      };
      return {
        all: await ask({}),
        best: await ask({ topK: 1 }),
        allowed: await ask({ allow: ['green', 'red'] }),
        denied: await ask({ deny: ['blue'] }),
        sure: (await classifier.classify('/samples/red-hat.jpg')).unsure,
      };
    }, models.tiny);
    const logits = expected['golden/tiny.onnx']?.ramp as number[];
    const sum = logits.reduce((all, logit) => all + Math.exp(logit), 0);
    const [red, green, blue] = logits.map((logit) => round(Math.exp(logit) / sum));
    const rounded = Object.entries(found).map(([name, answer]) =>
      typeof answer === 'boolean' ? [name, answer] : [name, { ...answer, scores: answer.scores.map(round) }],
    );
    assert.deepEqual(Object.fromEntries(rounded), {
      all: { labels: ['blue', 'red', 'green'], scores: [blue, red, green], unsure: true },
      best: { labels: ['blue'], scores: [blue], unsure: true },
      allowed: { labels: ['red', 'green'], scores: [red, green], unsure: true },
      denied: { labels: ['red', 'green'], scores: [red, green], unsure: true },
      sure: false,
    });
  });

  test('a binary model with one logit answers by its threshold', async () => {
    const found = await opened.page.evaluate(async () => {
      const classifier = await ocelli.createClassifier({ model: '/golden/tiny-binary.onnx' });
      const answers = [];
      for (const photo of ['/ramp.bmp', '/samples/red-hat.jpg']) answers.push(await classifier.classify(photo));
      return answers.map((answer) => (answer.task === 'binary' ? answer : null));
    });
    const red = sigmoid(expected['golden/tiny-binary.onnx']?.ramp?.[0] as number);
    const [ramp, hat] = found;
    assert.equal(ramp?.label, 'not red');
    assert.equal(round(ramp?.threshold as number), 0.7);
    assert.deepEqual(
      ramp?.predictions.map(({ label, index, score }) => [label, index, round(score)]),
      [
        ['not red', 0, round(1 - red)],
        ['red', 1, round(red)],
      ],
    );
    assert.equal(hat?.label, 'red');
    assert.equal(hat?.predictions[0]?.label, 'red');
  });

  test('a multi-label model answers every label above its own threshold', async () => {
    const found = await opened.page.evaluate(async () => {
      const classifier = await ocelli.createClassifier({ model: '/golden/tiny-multi-label.onnx' });
      const plain = (...colour: number[]) =>
        new ImageData(
          new Uint8ClampedArray(4 * 40 * 40).map((_, i) => [...colour, 255][i % 4] as number),
          40,
          40,
        );
      const answers = [];
      for (const photo of ['/ramp.bmp', plain(250, 10, 190), plain(0, 0, 0)]) {
        answers.push(await classifier.classify(photo, { topK: 1 }));
      }
      return answers.map(({ task, predictions }) => ({ task, predictions }));
    });
    // Thresholds 0.5, 0.9 and 0.2: blue has 0.41, red 0.29.
    const blue = sigmoid(expected['golden/tiny-multi-label.onnx']?.ramp?.[2] as number);
    assert.equal(found[0]?.task, 'multi-label');
    assert.deepEqual(
      found[0]?.predictions.map(({ label, score }) => [label, round(score)]),
      [['blue', round(blue)]],
    );
    const labels = found.map(({ predictions }) => predictions.map(({ label }) => label));
    assert.deepEqual(labels, [['blue'], ['red', 'blue'], []]);
  });

  test('a model without a card asks for one, and takes it as an option', async () => {
    const found = await opened.page.evaluate(
      async ({ model, card }) => {
        const refused = await ocelli.createClassifier({ model }).catch((error) => error);
        const classifier = await ocelli.createClassifier({ model, card });
        const { predictions, model: info } = await classifier.classify('/samples/red-hat.jpg');
        const { goldenDifference } = classifier.report;
        const message = (refused as Error).message;
        return { code: refused.code, message, label: predictions[0]?.label, title: info.title, goldenDifference };
      },
      { model: models.bare, card: tinyCard },
    );
    assert.match(found.message, /no model card.*option `card`/);
    const { message: _, ...rest } = found;
    assert.deepEqual(rest, { code: 'card-needed', label: 'rot', title: 'Told by the page', goldenDifference: {} });
  });

  test('entries of the option override those of the file’s card, and faults in them are named', async () => {
    const found = await opened.page.evaluate(async (model) => {
      const labels = { 'ocelli.labels': 'rouge\nvert\nbleu' };
      const classifier = await ocelli.createClassifier({ model, card: labels });
      const { predictions } = await classifier.classify('/samples/red-hat.jpg');
      const refusals = [];
      const faulty: Record<string, string>[] = [
        { 'ocelli.labels': 'red\ngreen' },
        { 'ocelli.resize.filter': 'nearest' },
      ];
      for (const card of faulty) {
        const { code, message } = await ocelli.createClassifier({ model, card }).catch((error) => error);
        refusals.push(`${code}: ${message}`);
      }
      return { label: predictions[0]?.label, title: classifier.model.title, refusals };
    }, models.tiny);
    assert.equal(found.label, 'rouge');
    assert.equal(found.title, 'Red, green or blue');
    assert.match(found.refusals[0] as string, /^invalid-card: ocelli\.labels: 2 labels.*width 3/);
    assert.match(found.refusals[1] as string, /^invalid-card: ocelli\.resize\.filter.*nearest/);
  });

  test('a Hugging Face folder comes as addresses, as text or as files', async () => {
    const found = await opened.page.evaluate(async (onnx) => {
      const [config, preprocessorConfig] = ['/config.json', '/preprocessor_config.json'];
      const text = async (url: string) => (await fetch(url)).text();
      const blob = async (url: string) => (await fetch(url)).blob();
      const folders = [
        { onnx, config, preprocessorConfig },
        { onnx: await blob(onnx), config: await text(config), preprocessorConfig: await text(preprocessorConfig) },
        {
          onnx: await (await blob(onnx)).arrayBuffer(),
          config: await blob(config),
          preprocessorConfig: await blob(preprocessorConfig),
        },
      ];
      const labels = [];
      for (const model of folders) {
        const classifier = await ocelli.createClassifier({ model });
        labels.push((await classifier.classify('/samples/red-hat.jpg')).predictions[0]?.label);
        classifier.dispose();
      }
      return labels;
    }, models.bare);
    assert.deepEqual(found, ['red', 'red', 'red']);
  });

  test('a file that is no model is refused by name, and so is a task that is no classification', async () => {
    const found = await opened.page.evaluate(async (model) => {
      const calls = [
        ocelli.createClassifier({ model: new Blob(['this is no model']) }),
        ocelli.createClassifier({ model, card: { 'ocelli.task': 'embedding' } }),
        ocelli.createClassifier({ model: { onnx: model, config: '{', preprocessorConfig: '{}' } }),
      ];
      const settled = await Promise.allSettled(calls);
      return settled.map((one) => (one.status === 'rejected' ? `${one.reason.code}: ${one.reason.message}` : 'loaded'));
    }, models.tiny);
    assert.match(found[0] as string, /^invalid-model: /);
    assert.match(found[1] as string, /^invalid-card: ocelli\.task should be binary.*embedding/);
    assert.match(found[2] as string, /^invalid-card: model\.config should be JSON/);
  });
});
