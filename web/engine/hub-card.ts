import { OcelliError } from './errors.ts';
import { filters, knownKeys, type ProcessorDefaults, processorOfModel, processors } from './hub-processors.ts';
import { type HubSize, readHubSize, squareOf } from './hub-size.ts';
import type { CardEntries } from './types.ts';

type Json = Record<string, unknown>;

/**
 * The model card that a Hugging Face folder amounts to: `config.json` gives labels and task,
 * `preprocessor_config.json` the way of preparing a photograph. What has no counterpart in the card
 * is refused by name (`invalid-card`), never guessed. The cases of `tests/golden/hub` are the table.
 */
export function cardFromHub(config: unknown, preprocessor: unknown): CardEntries {
  const model = asObject('config.json', config);
  const processor = asObject('preprocessor_config.json', preprocessor);
  return { ...identityEntries(model), ...labelEntries(model), ...pixelEntries(model, processor) };
}

function identityEntries(model: Json): CardEntries {
  const name = typeof model._name_or_path === 'string' ? model._name_or_path : '';
  const [first] = Array.isArray(model.architectures) ? model.architectures : [];
  const architecture = typeof first === 'string' ? first : '';
  const source: CardEntries = name === '' ? {} : { 'ocelli.source': name };
  return {
    'ocelli.version': '1',
    'ocelli.title': name || architecture || 'A Hugging Face model',
    'ocelli.licence': 'LicenseRef-unknown', // the folder's JSON files do not name it
    ...source,
  };
}

function labelEntries(model: Json): CardEntries {
  const labels = readLabels(model.id2label);
  const problem = model.problem_type ?? 'single_label_classification';
  if (problem === 'multi_label_classification') {
    return {
      'ocelli.task': 'multi-label',
      'ocelli.labels': labels.join('\n'),
      'ocelli.output.activation': 'sigmoid',
    };
  }
  if (problem !== 'single_label_classification') {
    throw refuse('problem_type', 'single_label_classification or multi_label_classification', problem);
  }
  return {
    'ocelli.task': 'multi-class',
    'ocelli.labels': labels.join('\n'),
    'ocelli.output.activation': 'softmax',
  };
}

/** In output order. A name that comes again gets its place behind it, because labels are unique. */
function readLabels(id2label: unknown): string[] {
  const names = asObject('id2label', id2label);
  const count = Object.keys(names).length;
  const taken = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    const name = names[index];
    if (typeof name !== 'string' || name.trim() === '') {
      throw refuse('id2label', `labels 0 to ${count - 1}`, `no text at ${index}`);
    }
    const plain = name.replaceAll(/\s+/g, ' ').trim();
    const label = taken.has(plain) ? `${plain} (${index})` : plain;
    taken.add(label);
    return label;
  });
}

function pixelEntries(model: Json, processor: Json): CardEntries {
  refuseUnknownKeys(processor);
  const defaults = processorDefaults(processor, model.model_type);
  const channels = model.num_channels ?? 3;
  if (channels !== 3) throw refuse('num_channels', '3', channels);
  const flip = flag(processor, 'do_flip_channel_order', defaults.flipChannels ?? false);
  return {
    ...geometryEntries(processor, defaults, model.image_size),
    ...(flip ? { 'ocelli.input.channels': 'bgr' } : {}),
    ...valueEntries(processor, defaults),
  };
}

function processorDefaults(processor: Json, modelType: unknown): ProcessorDefaults {
  const type = processor.image_processor_type ?? processor.feature_extractor_type ?? typical(modelType);
  const name = String(type).replace(/(ImageProcessor(Fast)?|FeatureExtractor)$/, '');
  const defaults = typeof type === 'string' && Object.hasOwn(processors, name) ? processors[name] : undefined;
  if (defaults !== undefined) return defaults;
  throw refuse('image_processor_type', `one of ${Object.keys(processors).join(', ')} + ImageProcessor`, type);
}

/** The processor's name where the folder leaves it to the model's type. */
function typical(modelType: unknown): string | undefined {
  const isKnown = typeof modelType === 'string' && Object.hasOwn(processorOfModel, modelType);
  return isKnown ? processorOfModel[modelType] : undefined;
}

/** Unknown switches that are off, or empty, say nothing; any other might change the pixels. */
function refuseUnknownKeys(processor: Json): void {
  for (const [key, value] of Object.entries(processor)) {
    if (knownKeys.has(key) || value === null || value === false) continue;
    throw new OcelliError(
      'invalid-card',
      `preprocessor_config.json has "${key}", which no model card can express: ${JSON.stringify(value)}`,
    );
  }
}

function geometryEntries(processor: Json, defaults: ProcessorDefaults, imageSize: unknown): CardEntries {
  const crop = flag(processor, 'do_center_crop', defaults.centerCrop)
    ? squareOf('crop_size', processor.crop_size ?? defaults.cropSize)
    : null;
  if (!flag(processor, 'do_resize', true)) {
    const input = crop ?? squareOf('image_size', imageSize);
    return { 'ocelli.input.size': input, 'ocelli.resize.mode': 'none', ...cropEntries(crop) };
  }
  const filter = filterEntry(processor.resample ?? defaults.resample);
  const size = readHubSize(processor.size ?? defaults.size, defaults.squareSize);
  if (defaults.cropPct !== undefined) {
    return convNextEntries(size, Number(processor.crop_pct ?? defaults.cropPct), filter);
  }
  if (size.kind === 'exact') {
    const input = crop ?? size.text;
    const cut = crop === size.text ? null : crop;
    return {
      'ocelli.input.size': input,
      'ocelli.resize.mode': 'exact',
      'ocelli.resize.size': size.text,
      ...filter,
      ...cropEntries(cut),
    };
  }
  if (crop === null) throw refuse('size', 'height and width, because nothing is cropped', { shortest_edge: size.edge });
  return shortestEdgeEntries(size.edge, crop, filter);
}

/** From 384 upwards ConvNeXt squeezes the whole photograph; below, it cuts out the centre. */
function convNextEntries(size: HubSize, cropPct: number, filter: CardEntries): CardEntries {
  if (size.kind !== 'shortest-edge') throw refuse('size', 'shortest_edge', size.text);
  if (!(cropPct > 0 && cropPct <= 1)) throw refuse('crop_pct', 'above 0, at most 1', cropPct);
  const side = `${size.edge} ${size.edge}`;
  if (size.edge >= 384) {
    return { 'ocelli.input.size': side, 'ocelli.resize.mode': 'exact', 'ocelli.resize.size': side, ...filter };
  }
  return shortestEdgeEntries(Math.trunc(size.edge / cropPct), side, filter);
}

function shortestEdgeEntries(edge: number, crop: string, filter: CardEntries): CardEntries {
  return {
    'ocelli.input.size': crop,
    'ocelli.resize.mode': 'shortest-edge',
    'ocelli.resize.size': String(edge),
    ...filter,
    ...cropEntries(crop),
  };
}

function cropEntries(crop: string | null): CardEntries {
  return crop === null ? {} : { 'ocelli.crop.size': crop, 'ocelli.crop.rounding': 'floor' };
}

function filterEntry(resample: unknown): CardEntries {
  const filter = filters[resample as number];
  if (filter !== undefined) return { 'ocelli.resize.filter': filter };
  const came = resample === 0 ? '0 (nearest)' : resample;
  throw refuse('resample', 'lanczos (1), bilinear (2), bicubic (3), box (4) or hamming (5)', came);
}

function valueEntries(processor: Json, defaults: ProcessorDefaults): CardEntries {
  const rescale = flag(processor, 'do_rescale', true);
  const factor = Number(processor.rescale_factor ?? 1 / 255);
  if (rescale && !(factor > 0)) throw refuse('rescale_factor', 'above 0', processor.rescale_factor);
  const divisor = rescale ? Number((1 / factor).toPrecision(9)) : 1;
  // EfficientNet's rescale_offset: values from −1 to 1 before they are normalised.
  const offset = rescale && flag(processor, 'rescale_offset', false) ? 1 : 0;
  const normalize = flag(processor, 'do_normalize', defaults.normalize);
  const mean = normalize ? triple('image_mean', processor.image_mean ?? defaults.mean) : [0, 0, 0];
  const std = normalize ? triple('image_std', processor.image_std ?? defaults.std) : [1, 1, 1];
  const twice = normalize && defaults.includeTop !== undefined && flag(processor, 'include_top', defaults.includeTop);
  return {
    'ocelli.normalize.divisor': String(divisor),
    'ocelli.normalize.mean': mean.map((value) => tidy(value + offset)).join(' '),
    'ocelli.normalize.std': std.map((value) => tidy(twice ? value * value : value)).join(' '),
  };
}

/** Nine digits: more than a float32 holds, and no noise of double arithmetic. */
function tidy(value: number): string {
  return String(Number(value.toPrecision(9)));
}

function triple(key: string, value: unknown): number[] {
  const values = typeof value === 'number' ? [value, value, value] : value;
  const fits = Array.isArray(values) && values.length === 3 && values.every((one) => Number.isFinite(one));
  if (fits) return values as number[];
  throw refuse(key, 'three numbers', value);
}

function flag(processor: Json, key: string, fallback: boolean): boolean {
  const value = processor[key] ?? fallback;
  if (typeof value === 'boolean') return value;
  throw refuse(key, 'true or false', value);
}

function asObject(name: string, value: unknown): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw refuse(name, 'a JSON object', value);
}

function refuse(key: string, expected: string, received: unknown): OcelliError {
  const came = typeof received === 'string' ? received : JSON.stringify(received);
  return new OcelliError('invalid-card', `${key} should be ${expected}, but is ${came}`);
}
