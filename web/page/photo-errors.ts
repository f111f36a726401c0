/** Formats that carry a file name or type which tells the person more than the bytes do. */
const heicPattern = /\.(heic|heif|hif)$/i;

function isHeic(file: File): boolean {
  return heicPattern.test(file.name) || /^image\/hei[cf]/.test(file.type);
}

function unsupportedSentence(file: File): string {
  if (isHeic(file)) {
    return (
      'This browser cannot open HEIC photos. Export the photo as JPEG and drop that in; on an ' +
      'iPhone, Settings › Camera › Formats › Most Compatible makes new photos JPEG.'
    );
  }
  if (file.type.startsWith('video/')) return 'This is a video. Drop in a still picture from it.';
  if (file.type === 'application/pdf') return 'This is a PDF. Export the page as PNG or JPEG and drop that in.';
  if (file.type === 'image/svg+xml') return 'This is a drawing (SVG). Export it as PNG and drop that in.';
  if (/\.(dng|cr2|cr3|nef|arw|raf|orf|rw2)$/i.test(file.name)) {
    return 'This is a raw photo. Export it as JPEG from your camera’s program and drop that in.';
  }
  return 'This is not a picture that Ocelli or this browser can open. JPEG, PNG, WebP, GIF and BMP work.';
}

/** What went wrong with a photo, and what to do about it, in a sentence for people. */
export function photoErrorSentence(code: string, file: File): string {
  switch (code) {
    case 'empty-input':
      return 'This file is empty. Perhaps it was not copied to the end.';
    case 'unsupported-format':
      return unsupportedSentence(file);
    case 'corrupt-image':
      return 'This file is damaged and cannot be read. Copy or download it again.';
    case 'truncated-image':
      return 'This file ends before the picture does. Copy or download it again.';
    case 'image-too-large':
      return 'This picture has more pixels than can be opened safely here. Make a smaller copy of it.';
    case 'file-too-large':
      return 'This file is too large to be a photo. Make a smaller copy of it.';
    case 'device-lost':
      return 'The graphics processor was reset while looking at this photo. Try again.';
    case 'unreadable':
      return 'This file can no longer be read. Perhaps it was moved or deleted; drop it in again.';
    default:
      return 'Something went wrong with this photo. Try again.';
  }
}
