import type { OcelliError } from '../engine/index.ts';

/** Why a model does not serve, and what to do, in a sentence for people. */
export function modelErrorSentence(error: OcelliError, title: string): string {
  switch (error.code) {
    case 'download-failed':
      return navigator.onLine
        ? `${title} could not be downloaded. Try again in a moment.`
        : `You are offline, and ${title} is not yet kept on this device.`;
    case 'integrity-failed':
      return `${title} arrived damaged, so it is not used. Try again.`;
    case 'invalid-model':
      return `${title} is not an ONNX model that can be read here.`;
    case 'invalid-card':
    case 'invalid-argument':
      return `${title} says something of itself that does not hold. ${error.message}`;
    case 'card-needed':
      return `${title} does not say what its outputs mean.`;
    case 'backend-failed':
      return `${title} could not be run in this browser.`;
    default:
      return `${title} could not be opened.`;
  }
}
