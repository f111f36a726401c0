/** Scripts for workers: GPUs that a test machine does not have, made of the one in software. */

/** Browsers without JSPI: ONNX Runtime's asyncify build has to serve. */
export const withoutJspi = 'delete WebAssembly.Suspending;';

/** The software adapter says that it is a graphics card. */
export const pretendHardware = `
  const requestAdapter = GPU.prototype.requestAdapter;
  GPU.prototype.requestAdapter = async function (options) {
    const adapter = await requestAdapter.call(this, options);
    const info = { vendor: 'acme', architecture: 'test', device: '', description: '', isFallbackAdapter: false };
    Object.defineProperty(adapter, 'info', { value: info });
    return adapter;
  };
`;

/** The device is lost in the middle of a run: with the first work after the page says so. */
export const loseOnCommand = `
  let device = null;
  let armed = false;
  const requestDevice = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (options) {
    device = await requestDevice.call(this, options);
    return device;
  };
  const submit = GPUQueue.prototype.submit;
  GPUQueue.prototype.submit = function (commands) {
    if (armed) device.destroy();
    return submit.call(this, commands);
  };
  new BroadcastChannel('test').onmessage = () => { armed = true; };
`;

/** What is read back from the device is one and a half times what was computed. */
export const answerWrongly = `
  const reading = new WeakSet();
  const mapAsync = GPUBuffer.prototype.mapAsync;
  GPUBuffer.prototype.mapAsync = function (mode, ...range) {
    if (mode === GPUMapMode.READ) reading.add(this);
    return mapAsync.call(this, mode, ...range);
  };
  const getMappedRange = GPUBuffer.prototype.getMappedRange;
  GPUBuffer.prototype.getMappedRange = function (...range) {
    const mapped = getMappedRange.call(this, ...range);
    if (reading.has(this)) new Float32Array(mapped).forEach((value, i, all) => { all[i] = 1.5 * value; });
    return mapped;
  };
`;

/** There is an adapter, but it gives no device. */
export const refuseDevices = `
  GPUAdapter.prototype.requestDevice = () => Promise.reject(new DOMException('no device today', 'OperationError'));
`;
