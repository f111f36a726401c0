/**
 * The public types name things that exist only on a page. In the worker they are opaque: a photo
 * comes as one of the payloads of `protocol.ts`.
 */
interface HTMLImageElement {
  readonly onPageOnly: never;
}
interface HTMLCanvasElement {
  readonly onPageOnly: never;
}
interface HTMLVideoElement {
  readonly onPageOnly: never;
}
