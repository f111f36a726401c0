/** A file and where it lay in what was dropped or picked. */
export interface PlacedFile {
  file: File;
  /** Path from the dropped folder on, or the bare name. */
  path: string;
}

const maxFolderFiles = 5000;

/**
 * All files of a drop, folders walked through. Entries must be taken from the event at once: the
 * browser empties its list as soon as the handler returns.
 */
export function filesOfTransfer(transfer: DataTransfer): Promise<PlacedFile[]> {
  const entries: FileSystemEntry[] = [];
  const files: PlacedFile[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry?.() ?? null;
    if (entry?.isDirectory) {
      entries.push(entry);
      continue;
    }
    const file = item.getAsFile();
    if (file) files.push({ file, path: file.name });
  }
  return walk(entries, files);
}

/** The files of an `<input type="file">`, with `webkitdirectory` or without. */
export function filesOfList(list: FileList | null): PlacedFile[] {
  return Array.from(list ?? [], (file) => ({ file, path: file.webkitRelativePath || file.name }));
}

async function walk(entries: FileSystemEntry[], files: PlacedFile[]): Promise<PlacedFile[]> {
  const open = [...entries];
  for (let entry = open.shift(); entry && files.length < maxFolderFiles; entry = open.shift()) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory) open.push(...(await childrenOf(entry as FileSystemDirectoryEntry)));
    else files.push({ file: await fileOf(entry as FileSystemFileEntry), path: entry.fullPath.replace(/^\//, '') });
  }
  return files;
}

async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    // A reader hands out its entries in parts, and an empty part at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return children;
    children.push(...part);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
