/** The GPU that WebGPU offers here, as far as choosing a backend needs to know it. */
export interface Adapter {
  /** For people, and for telling devices apart: vendor, architecture, description. */
  name: string;
  /** Runs on the CPU: slower than wasm, and good for tests only. */
  software: boolean;
}

/** Null where the browser has no WebGPU, the page is not a secure context, or no GPU is offered. */
export async function findAdapter(): Promise<Adapter | null> {
  if (navigator.gpu === undefined) return null;
  // Rejects in some browsers where a GPU is blocklisted; to us that is no adapter.
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (adapter === null) return null;
  const { vendor, architecture, device, description } = adapter.info;
  const name = [vendor, architecture, device, description].filter((part) => part !== '').join(' ') || 'unnamed';
  return { name, software: isSoftware(adapter, name) };
}

function isSoftware(adapter: GPUAdapter, name: string): boolean {
  const marked = (adapter as { isFallbackAdapter?: boolean }).isFallbackAdapter === true;
  return marked || adapter.info.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|basic render/i.test(name);
}
