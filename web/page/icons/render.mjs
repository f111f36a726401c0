// Renders ocelli.svg to the PNG files that manifest.webmanifest and index.html name:
// node web/page/icons/render.mjs   (Chromium on the PATH, or its path in CHROMIUM)
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const folder = new URL('./', import.meta.url);
const svg = await readFile(new URL('ocelli.svg', folder), 'utf8');

/** `inset`: share of the side left free around the mark, on the mark's own ground; for maskable icons. */
const icons = [
  { file: 'ocelli-180.png', side: 180, inset: 0 },
  { file: 'ocelli-192.png', side: 192, inset: 0 },
  { file: 'ocelli-512.png', side: 512, inset: 0 },
  { file: 'ocelli-maskable-512.png', side: 512, inset: 0.09 },
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  const page = await browser.newPage();
  for (const { file, side, inset } of icons) {
    const ground = inset > 0 ? '#0b1f1c' : 'transparent';
    await page.setViewportSize({ width: side, height: side });
    await page.setContent(
      `<style>html,body{margin:0;height:100%;background:${ground}}svg{display:block;width:100%;height:100%;` +
        `padding:${inset * side}px;box-sizing:border-box}</style>${svg}`,
    );
    await page.screenshot({ path: new URL(file, folder).pathname, omitBackground: true });
  }
} finally {
  await browser.close();
}
