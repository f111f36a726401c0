/** What the library answers, for every kind of photograph. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { assertClean, models, openEngine, runtimeRequests, serveEngine } from './engine-actions.ts';
import { expected, largestDifference, rampBmp, TOLERANCE } from './engine-photos.ts';
import { launchBrowser, type ServedFolder, skip } from './harness.ts';

describe('the engine’s answers', { skip }, () => {
  let browser: Browser;
  let site: ServedFolder;

  before(async () => {
    browser = await launchBrowser();
    site = await serveEngine({ files: { 'ramp.bmp': rampBmp() } });
  });

  after(async () => {
    await browser?.close();
    await site?.close();
  });

  test('a photograph is answered with labels, timings, its size and the backend', async () => {
    const opened = await openEngine(browser, site.url);
    const { result, report, logits } = await opened.page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model });
      const result = await classifier.classify('/samples/running-shoes.jpg');
      const logits = await classifier.logits('/samples/running-shoes.jpg');
      return { result, report: classifier.report, logits: [...logits] };
    }, models.imagenet);
    const wanted = expected['models/imagenet/model.onnx']?.['running-shoes.jpg'] as number[];
    assert.ok(largestDifference(logits, wanted) < TOLERANCE, `logits differ by ${largestDifference(logits, wanted)}`);
    assert.equal(result.task, 'multi-class');
    assert.equal(result.predictions.length, 5);
    assert.equal(result.predictions[0]?.label, 'sneaker');
    assert.equal(result.predictions[0]?.index, wanted.indexOf(Math.max(...wanted)));
    const scores = result.predictions.map(({ score }) => score);
    assert.deepEqual(
      scores,
      [...scores].sort((a, b) => b - a),
    );
    assert.deepEqual(result.image, { width: 224, height: 299, decoder: 'core', shrink: 1 });
    const { decode, preprocess, inference, postprocess, total } = result.timings;
    for (const step of [decode, preprocess, inference]) assert.ok(step > 0);
    assert.ok(decode + preprocess + inference + postprocess <= total);
    assert.equal(result.backend, 'wasm');
    assert.equal(result.model.title, 'EfficientNet-Lite0, 1,000 things');
    assert.equal(result.model.bytes, 4839334);
    assert.deepEqual(
      { backend: report.backend, runtime: report.runtime, threads: report.threads, adapter: report.adapter },
      { backend: 'wasm', runtime: 'wasm', threads: 1, adapter: null },
    );
    assert.match(report.reason, /offers no WebGPU here, so wasm serves/);
    assert.ok((report.goldenDifference.wasm as number) < 1e-4);
    assert.deepEqual(runtimeRequests(opened).sort(), ['ort-wasm.js', 'ort-wasm.wasm']);
    assertClean(opened);
    await opened.close();
  });

  test('every kind of photo gives the same logits, and stays the caller’s', async () => {
    const opened = await openEngine(browser, site.url);
    const found = await opened.page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model });
      const file = await (await fetch('/ramp.bmp')).blob();
      const buffer = await file.arrayBuffer();
      const image = Object.assign(new Image(), { src: '/ramp.bmp' });
      const bitmap = await createImageBitmap(file);
      const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height });
      const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
      pen.drawImage(bitmap, 0, 0);
      const pixels = pen.getImageData(0, 0, bitmap.width, bitmap.height);
      const offscreen = new OffscreenCanvas(bitmap.width, bitmap.height);
      (offscreen.getContext('2d') as OffscreenCanvasRenderingContext2D).drawImage(bitmap, 0, 0);
      const frame = new VideoFrame(pixels.data, {
        format: 'RGBA',
        codedWidth: bitmap.width,
        codedHeight: bitmap.height,
        timestamp: 0,
      });
      const photos = {
        blob: file,
        file: new File([file], 'ramp.bmp'),
        buffer,
        address: '/ramp.bmp',
        url: new URL('ramp.bmp', location.href),
        image,
        canvas,
        offscreen,
        bitmap,
        pixels,
        frame,
      };
      const logits: Record<string, number[]> = {};
      const decoders: Record<string, string> = {};
      for (const [kind, photo] of Object.entries(photos)) {
        logits[kind] = [...(await classifier.logits(photo))];
        const { image: about } = await classifier.classify(photo); // a second time: nothing was used up
        decoders[kind] = `${about.decoder} ${about.width} × ${about.height}`;
      }
      return { logits, decoders };
    }, models.tiny);
    const wanted = expected['golden/tiny.onnx']?.ramp as number[];
    for (const [kind, logits] of Object.entries(found.logits)) {
      const difference = largestDifference(logits, wanted);
      assert.ok(difference < TOLERANCE, `${kind}: logits differ by ${difference}`);
    }
    const inCore = ['blob', 'file', 'buffer', 'address', 'url'];
    for (const [kind, decoder] of Object.entries(found.decoders)) {
      assert.equal(decoder, `${inCore.includes(kind) ? 'core' : 'pixels'} 48 × 40`, kind);
    }
    assertClean(opened);
    await opened.close();
  });

  test('a playing <video> is answered with the picture that it shows', async () => {
    const opened = await openEngine(browser, site.url);
    const labels = await opened.page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model });
      const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
      const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
      const video = Object.assign(document.createElement('video'), { srcObject: canvas.captureStream(), muted: true });
      const labels: string[] = [];
      const eye = new OffscreenCanvas(1, 1).getContext('2d') as OffscreenCanvasRenderingContext2D;
      const shows = (channel: number) => {
        eye.drawImage(video, 0, 0, 1, 1);
        return (eye.getImageData(0, 0, 1, 1).data[channel] as number) > 200;
      };
      for (const channel of [0, 2]) {
        const next = () => new Promise((resolve) => video.requestVideoFrameCallback(resolve));
        let shown = next();
        pen.fillStyle = channel === 0 ? '#e01010' : '#1010e0';
        pen.fillRect(0, 0, 64, 64);
        void video.play();
        for (await shown; !shows(channel); await shown) shown = next();
        const { predictions, image } = await classifier.classify(video);
        labels.push(`${predictions[0]?.label}, ${image.decoder}, ${image.width} × ${image.height}`);
      }
      return labels;
    }, models.tiny);
    assert.deepEqual(labels, ['red, pixels, 64 × 64', 'blue, pixels, 64 × 64']);
    await opened.close();
  });

  test('a transparent canvas stands on white, as a transparent file does', async () => {
    const opened = await openEngine(browser, site.url);
    const differences = await opened.page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model });
      const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 40 });
      const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
      pen.fillStyle = '#f00';
      pen.fillRect(10, 10, 20, 20);
      const file = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
      const [inCore, asPixels] = [await classifier.logits(file as Blob), await classifier.logits(canvas)];
      pen.globalCompositeOperation = 'destination-over';
      pen.fillStyle = '#fff';
      pen.fillRect(0, 0, 40, 40);
      const onWhite = await classifier.logits(canvas);
      return [asPixels, onWhite].map((logits) =>
        Math.max(...logits.map((v, i) => Math.abs(v - (inCore[i] as number)))),
      );
    }, models.tiny);
    assert.deepEqual(differences, [0, 0]);
    await opened.close();
  });

  test('what the core does not read goes through the browser’s decoder, and the result says so', async () => {
    const opened = await openEngine(browser, site.url);
    const image = await opened.page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model });
      const canvas = new OffscreenCanvas(50, 40);
      (canvas.getContext('2d') as OffscreenCanvasRenderingContext2D).fillRect(0, 0, 50, 40);
      const { image: about } = await classifier.classify(await canvas.convertToBlob({ type: 'image/webp' }));
      return about;
    }, models.tiny);
    assert.deepEqual(image, {
      width: 50,
      height: 40,
      decoder: 'browser',
      shrink: 1,
      note: "Read by the browser's decoder, because the core does not read WebP.",
    });
    await opened.close();
  });
});
