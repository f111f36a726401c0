import assert from 'node:assert/strict';
import { test } from 'node:test';
import { photoFormat, unreadableMessage } from '../../../web/worker/photo-format.ts';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test('files are told by their first bytes', () => {
  const cases: [string, string | null][] = [
    ['RIFF\x10\0\0\0WEBPVP8 ', 'WebP'],
    ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'HEIC'],
    ['\0\0\0\x18ftypmif1\0\0\0\0mif1heic', 'HEIC'],
    ['\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf', 'AVIF'],
    ['\0\0\0\x18ftypmif1\0\0\0\0mif1avif', 'AVIF'],
    ['\0\0\0\x18ftypisom\0\0\0\0isommp42', 'video'],
    ['\xff\xd8\xff\xe0', 'JPEG'],
    ['\x89PNG\r\n\x1a\n', 'PNG'],
    ['II*\0', 'TIFF'],
    ['MM\0*', 'TIFF'],
    ['\xff\x0a', 'JPEG XL'],
    ['\0\0\0\x0cJXL \r\n\x87\n', 'JPEG XL'],
    ['%PDF-1.7', 'PDF'],
    ['  <?xml version="1.0"?><svg', 'SVG'],
    ['<svg xmlns', 'SVG'],
    ['RIFF\x10\0\0\0WAVE', null],
    ['words', null],
    ['', null],
  ];
  for (const [text, format] of cases) assert.equal(photoFormat(bytes(text)), format, JSON.stringify(text));
});

test('people are told what they can do', () => {
  assert.match(unreadableMessage('HEIC'), /HEIC photo.*Save it as JPEG.*"Most Compatible"/);
  assert.match(unreadableMessage('TIFF'), /This is a TIFF file.*Save it as JPEG or PNG/);
  assert.match(unreadableMessage(null), /not a photo that can be read here/);
});
