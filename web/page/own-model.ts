import type { PlacedFile } from './incoming-files.ts';
import type { ModelChoice } from './model-session.ts';

/** What a heap of files amounts to. */
export interface SortedFiles {
  photos: File[];
  model: ModelChoice | null;
  /** A label list that came along with a bare `.onnx`. */
  labels: File | null;
  /** What was left aside, in sentences. */
  notes: string[];
}

/** Best first: whole precision, then what people name their files. */
const onnxRanks = [/(^|\/)model\.onnx$/, /fp16\.onnx$/, /quantized\.onnx$|int8\.onnx$/, /\.onnx$/];

const pictureNames = /\.(jpe?g|jfif|png|gif|bmp|webp|avif|hei[cf]|p[bgpn]m|tiff?)$/i;

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function rankOf(path: string): number {
  return onnxRanks.findIndex((pattern) => pattern.test(path.toLowerCase()));
}

function named(files: readonly PlacedFile[], name: string): PlacedFile | undefined {
  const found = files.filter((one) => baseName(one.path) === name);
  return found.sort((a, b) => a.path.length - b.path.length)[0];
}

function modelOf(files: readonly PlacedFile[], notes: string[]): ModelChoice | null {
  const networks = files
    .filter((one) => /\.onnx$/i.test(one.path))
    .sort((a, b) => rankOf(a.path) - rankOf(b.path) || a.path.length - b.path.length);
  const [network] = networks;
  const config = named(files, 'config.json');
  const preprocessor = named(files, 'preprocessor_config.json');
  if (!network) {
    if (config) notes.push('The folder has a config.json, but no .onnx file: export the model to ONNX first.');
    return null;
  }
  if (networks.length > 1) notes.push(`Of ${networks.length} .onnx files, ${baseName(network.path)} is used.`);
  if (files.some((one) => /\.onnx[._]data$/i.test(one.path))) {
    notes.push('The weights lie outside the .onnx file: save the model as one file.');
  }
  const folder = config?.path.includes('/') ? config.path.split('/').at(-2) : undefined;
  const title = folder ?? baseName(network.path);
  if (config && preprocessor) {
    const source = { config: config.file, preprocessorConfig: preprocessor.file, onnx: network.file };
    return { id: 'own', title, source };
  }
  if (config) notes.push('There is a config.json, but no preprocessor_config.json beside it: it is not used.');
  return { id: 'own', title: baseName(network.path), source: network.file };
}

/** Tells photographs from models. Files dropped by themselves are always given a try as photographs. */
export function sortFiles(files: readonly PlacedFile[]): SortedFiles {
  const notes: string[] = [];
  const model = modelOf(files, notes);
  const isLabels = (one: PlacedFile) => model !== null && /\.(txt|json)$/i.test(one.path);
  const labels = files.find((one) => isLabels(one) && /label|class|names/i.test(baseName(one.path)))?.file ?? null;
  const photos = files.filter((one) => {
    if (/\.onnx([._]data)?$/i.test(one.path) || isLabels(one)) return false;
    const inFolder = one.path.includes('/');
    return !inFolder || one.file.type.startsWith('image/') || pictureNames.test(one.path);
  });
  if (!model && photos.length === 0 && files.length > 0 && notes.length === 0) {
    notes.push('There is no photo and no model in this folder.');
  }
  return { photos: photos.map((one) => one.file), model, labels, notes };
}
