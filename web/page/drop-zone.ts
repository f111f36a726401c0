import { filesOfList, filesOfTransfer, type PlacedFile } from './incoming-files.ts';

export interface DropZoneParts {
  /** The visible button, also the place that people aim at. */
  button: HTMLButtonElement;
  input: HTMLInputElement;
}

export interface DropZoneEvents {
  onFiles(files: PlacedFile[]): void;
  /** Something came that holds no file. */
  onNothing(message: string): void;
}

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}

/** Takes files by press, by drop anywhere on the page, and by paste. */
export function listenForFiles(parts: DropZoneParts, events: DropZoneEvents): void {
  parts.button.addEventListener('click', () => parts.input.click());
  parts.input.addEventListener('change', () => {
    const files = filesOfList(parts.input.files);
    parts.input.value = '';
    if (files.length > 0) events.onFiles(files);
  });
  listenForDrops(events);
  document.addEventListener('paste', (event) => {
    if (isTextField(event.target)) return;
    const files = filesOfList(event.clipboardData?.files ?? null);
    if (files.length > 0) events.onFiles(files);
    else events.onNothing('The clipboard holds no picture.');
  });
}

function listenForDrops(events: DropZoneEvents): void {
  const mark = (on: boolean) => document.body.toggleAttribute('data-dragging', on);
  document.addEventListener('dragenter', (event) => {
    if (holdsFiles(event)) mark(true);
  });
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  });
  document.addEventListener('dragleave', (event) => {
    // Null only when the pointer leaves the window, not when it passes from child to child.
    if (event.relatedTarget === null) mark(false);
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    mark(false);
    void takeDrop(event.dataTransfer, events);
  });
}

async function takeDrop(transfer: DataTransfer | null, events: DropZoneEvents): Promise<void> {
  try {
    const files = transfer ? await filesOfTransfer(transfer) : [];
    if (files.length > 0) events.onFiles(files);
    else events.onNothing('That held no file. Save the picture first, then drop the file in.');
  } catch (error) {
    events.onNothing(`The folder could not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
