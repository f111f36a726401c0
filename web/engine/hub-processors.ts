/**
 * The Hugging Face image processors that map to a model card, with the defaults that apply where
 * `preprocessor_config.json` is silent. Sources: `image_processing_*.py` of transformers.
 */
export interface ProcessorDefaults {
  size: Record<string, number>;
  /** What a bare number means as `size`: both sides, or the shorter one. */
  squareSize: boolean;
  resample: number;
  centerCrop: boolean;
  cropSize: number;
  mean: readonly number[];
  std: readonly number[];
  normalize: boolean;
  /** ConvNeXt: below 384 the shorter edge becomes size / crop_pct and the centre is cut out. */
  cropPct?: number;
  /** EfficientNet: with `include_top` the values are divided by `image_std` a second time. */
  includeTop?: boolean;
  flipChannels?: boolean;
}

const HALF = [0.5, 0.5, 0.5];
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const CLIP = { mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] };

const BILINEAR = 2;
const BICUBIC = 3;

const vit: ProcessorDefaults = {
  size: { height: 224, width: 224 },
  squareSize: true,
  resample: BILINEAR,
  centerCrop: false,
  cropSize: 224,
  mean: HALF,
  std: HALF,
  normalize: true,
};

const mobileNet: ProcessorDefaults = {
  ...vit,
  size: { shortest_edge: 256 },
  squareSize: false,
  centerCrop: true,
};

/** By the processor's name without `ImageProcessor`, `ImageProcessorFast` or `FeatureExtractor`. */
export const processors: Readonly<Record<string, ProcessorDefaults>> = {
  ViT: vit,
  Beit: { ...vit, size: { height: 256, width: 256 }, resample: BICUBIC, centerCrop: true },
  DeiT: { ...vit, ...IMAGENET, size: { height: 256, width: 256 }, resample: BICUBIC, centerCrop: true },
  ConvNext: { ...vit, ...IMAGENET, size: { shortest_edge: 384 }, squareSize: false, cropPct: 224 / 256 },
  EfficientNet: {
    ...vit,
    ...IMAGENET,
    size: { height: 346, width: 346 },
    resample: 0,
    cropSize: 289,
    includeTop: true,
  },
  MobileNetV1: mobileNet,
  MobileNetV2: mobileNet,
  MobileViT: {
    ...mobileNet,
    size: { shortest_edge: 224 },
    cropSize: 256,
    normalize: false,
    flipChannels: true,
  },
  Bit: { ...mobileNet, ...CLIP, size: { shortest_edge: 224 }, resample: BICUBIC },
  CLIP: { ...mobileNet, ...CLIP, size: { shortest_edge: 224 }, resample: BICUBIC },
};

/**
 * By `model_type` of `config.json`, for folders that name no processor, as old ones do. Source:
 * `image_processing_auto.py` of transformers.
 */
export const processorOfModel: Readonly<Record<string, string>> = {
  beit: 'Beit',
  bit: 'Bit',
  clip: 'CLIP',
  convnext: 'ConvNext',
  convnextv2: 'ConvNext',
  deit: 'DeiT',
  dinov2: 'Bit',
  efficientnet: 'EfficientNet',
  focalnet: 'Bit',
  hiera: 'Bit',
  mobilenet_v1: 'MobileNetV1',
  mobilenet_v2: 'MobileNetV2',
  mobilevit: 'MobileViT',
  mobilevitv2: 'MobileViT',
  regnet: 'ConvNext',
  resnet: 'ConvNext',
  swiftformer: 'ViT',
  swin: 'ViT',
  swinv2: 'ViT',
  van: 'ConvNext',
  vit: 'ViT',
  vit_msn: 'ViT',
};

/** Pillow's numbers for its filters, as `resample` has them. Nearest is none that a card knows. */
export const filters: Readonly<Record<number, string>> = {
  1: 'lanczos',
  2: 'bilinear',
  3: 'bicubic',
  4: 'box',
  5: 'hamming',
};

/** Keys of `preprocessor_config.json` that are read, or that say nothing about pixels. */
export const knownKeys: ReadonlySet<string> = new Set([
  'crop_pct',
  'crop_size',
  'data_format',
  'default_to_square',
  'do_center_crop',
  'do_convert_rgb',
  'do_flip_channel_order',
  'do_normalize',
  'do_rescale',
  'do_resize',
  'feature_extractor_type',
  'image_mean',
  'image_processor_type',
  'image_std',
  'include_top',
  'processor_class',
  'resample',
  'rescale_factor',
  'rescale_offset',
  'return_tensors',
  'size',
  '_processor_class',
  '_valid_processor_keys',
]);
