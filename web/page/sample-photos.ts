/** Lets the person try the page without a photo of their own: each button in the list is a sample. */
export function listenForSamples(
  list: HTMLElement,
  onPhoto: (file: File) => void,
  onError: (message: string) => void,
): void {
  list.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button[data-sample]');
    const name = button?.dataset.sample;
    if (name) void fetchSample(name).then(onPhoto, (error: unknown) => onError(String(error)));
  });
}

async function fetchSample(name: string): Promise<File> {
  const response = await fetch(new URL(`samples/${name}`, document.baseURI));
  if (!response.ok) throw new Error(`The sample could not be fetched: the server answered ${response.status}.`);
  return new File([await response.blob()], name, { type: 'image/jpeg' });
}
