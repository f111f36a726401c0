/** What a file is by its first bytes, for messages to people; null where that is not known. */
export function photoFormat(bytes: Uint8Array): string | null {
  const text = String.fromCharCode(...bytes.subarray(0, 32));
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'WebP';
  if (text.slice(4, 8) === 'ftyp') return isoBrand(text.slice(8, 32));
  if (text.startsWith('\xff\xd8\xff')) return 'JPEG';
  if (text.startsWith('\x89PNG')) return 'PNG';
  if (text.startsWith('II*\0') || text.startsWith('MM\0*')) return 'TIFF';
  if (text.startsWith('\xff\x0a') || text.startsWith('\0\0\0\x0cJXL ')) return 'JPEG XL';
  if (text.startsWith('%PDF')) return 'PDF';
  if (/^\s*(<\?xml|<svg|<!doctype svg)/i.test(text)) return 'SVG';
  return null;
}

function isoBrand(brands: string): string {
  if (/avif|avis/.test(brands)) return 'AVIF';
  if (/hei[cxms]|hev[cx]|mif1|msf1/.test(brands)) return 'HEIC';
  return 'video';
}

/** What a person can do about a photograph that neither the core nor the browser reads. */
export function unreadableMessage(format: string | null): string {
  switch (format) {
    case 'HEIC':
      return (
        'This is a HEIC photo, which this browser cannot read. Save it as JPEG and try again; ' +
        'an iPhone takes JPEGs when Settings, Camera, Formats is set to "Most Compatible".'
      );
    case null:
      return 'This file is not a photo that can be read here. Photos in JPEG, PNG, WebP, GIF or BMP work.';
    default:
      return `This is a ${format} file, which cannot be read here. Save it as JPEG or PNG and try again.`;
  }
}
