import type { BackendReport } from '../engine/index.ts';
import type { Notice } from './notice.ts';
import type { KeepMessage, TakeOverMessage } from './offline-messages.ts';

/**
 * Installs the service worker where there can be one (a secure context). A new version waits until
 * the person agrees to reload, so that no page runs with files of two versions.
 */
export function registerServiceWorker(notice: Notice): void {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container) return;
  const hadController = container.controller !== null;
  container.addEventListener('controllerchange', () => {
    if (hadController) location.reload();
  });
  container
    .register('service-worker.js', { updateViaCache: 'none' })
    .then((registration) => watch(registration, notice))
    // Private windows and some settings refuse: the page works without, only not offline.
    .catch((error: unknown) => console.info(`No offline use: ${String(error)}`));
}

function watch(registration: ServiceWorkerRegistration, notice: Notice): void {
  const offer = (worker: ServiceWorker | null) => {
    if (!worker || !navigator.serviceWorker.controller) return;
    const message: TakeOverMessage = { type: 'take-over' };
    notice.show('A new version of Ocelli is here.', { text: 'Reload', run: () => worker.postMessage(message) });
  };
  offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') offer(worker);
    });
  });
}

/** Has the files that served this visit kept; on the first visit the worker came too late to see them. */
export function keepForOffline(runtime: BackendReport['runtime']): void {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const message: KeepMessage = { type: 'keep', runtime };
  void container?.ready.then((registration) => registration.active?.postMessage(message));
}
