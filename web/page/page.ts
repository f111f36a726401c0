/** Wires the page together: files come in, photographs queue up, answers go onto cards. */

import { Announcer } from './announce.ts';
import { AnswersHead } from './answers-head.ts';
import { listenForFiles } from './drop-zone.ts';
import type { PlacedFile } from './incoming-files.ts';
import { pageElement } from './make-element.ts';
import { ModelDesk } from './model-desk.ts';
import { Notice } from './notice.ts';
import { registerServiceWorker } from './offline.ts';
import { sortFiles } from './own-model.ts';
import { PhotoGrid } from './photo-grid.ts';
import { type PhotoItem, PhotoQueue } from './photo-queue.ts';
import { listenForSamples } from './sample-photos.ts';

const announcer = new Announcer(pageElement('live-region'));
const notice = new Notice(pageElement('notice'), announcer);
const dropZone = pageElement<HTMLButtonElement>('drop-zone');
const queue = new PhotoQueue(photoChanged);
const grid = new PhotoGrid(pageElement('photo-grid'), { onRemove: removePhoto, onRetry: (item) => queue.retry(item) });
const head = new AnswersHead(queue, announcer, { onClear: clearPhotos });
const desk = new ModelDesk(announcer, notice, {
  onPause: () => queue.pause(),
  onServe: (classifier, fresh) => queue.serve(classifier, fresh),
  onFiles: takeFiles,
});

function takeFiles(files: PlacedFile[]): void {
  const sorted = sortFiles(files);
  if (sorted.notes.length > 0) notice.show(sorted.notes.join(' '));
  if (sorted.model) desk.openOwn(sorted.model, sorted.labels);
  takePhotos(sorted.photos);
}

function takePhotos(files: readonly File[]): void {
  const items = files.map((file) => queue.add(file));
  const [first] = items;
  if (!first) return;
  document.body.toggleAttribute('data-photos', true);
  head.added(items.length);
  // The page makes room in one frame, lays out cards in the next, and only then sets the worker to
  // work: all at once holds up the page's thread where cores are few.
  afterFrame(() => {
    // Some may have been cleared away meanwhile.
    grid.add(items.filter((item) => queue.items.includes(item)));
    afterFrame(() => {
      grid.show(first);
      queue.start();
    });
  });
}

function afterFrame(run: () => void): void {
  requestAnimationFrame(() => setTimeout(run, 0));
}

function photoChanged(item: PhotoItem): void {
  grid.update(item);
  head.changed(item);
}

function removePhoto(item: PhotoItem): void {
  queue.remove(item);
  grid.remove(item, dropZone);
  afterRemoval(`Removed ${item.file.name}.`);
}

function clearPhotos(): void {
  queue.clear();
  grid.clear();
  dropZone.focus();
  afterRemoval('All photos removed.');
}

function afterRemoval(message: string): void {
  announcer.say(message);
  head.draw();
  document.body.toggleAttribute('data-photos', queue.items.length > 0);
}

listenForFiles(
  { button: dropZone, input: pageElement<HTMLInputElement>('photo-input') },
  { onFiles: takeFiles, onNothing: (message) => notice.show(message) },
);
listenForSamples(
  pageElement('samples'),
  (file) => takePhotos([file]),
  (message) => notice.show(message),
);
void desk.start();
registerServiceWorker(notice);
