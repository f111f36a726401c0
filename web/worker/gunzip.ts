/**
 * The stream, decompressed if it is gzip: some hosts undo the compression of `.gz` files on the way
 * (by sending `Content-Encoding: gzip`), others do not.
 */
export async function gunzipIfNeeded(body: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>> {
  const reader = body.getReader();
  const first = await reader.read();
  const whole = new ReadableStream<Uint8Array>({
    start(controller) {
      if (first.value !== undefined) controller.enqueue(first.value);
      if (first.done) controller.close();
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const isGzip = first.value?.[0] === 0x1f && (first.value.length < 2 || first.value[1] === 0x8b);
  if (!isGzip) return whole;
  const opened = new DecompressionStream('gzip') as unknown as TransformStream<Uint8Array, Uint8Array>;
  return whole.pipeThrough(opened);
}
