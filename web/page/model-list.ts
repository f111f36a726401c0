import type { ModelChoice } from './model-session.ts';

/** A model that the site offers, as models/index.json lists it. */
export interface OfferedModel {
  name: string;
  file: string;
  title: string;
  bytes: number;
  sha256: string;
  /** What it is good at, in one short sentence. */
  summary: string;
}

/** The site's models, the default one first. Fails with a sentence where the list cannot be had. */
export async function fetchModelList(): Promise<OfferedModel[]> {
  const url = new URL('models/index.json', document.baseURI);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The list of models could not be fetched: the server answered ${response.status}.`);
  return (await response.json()) as OfferedModel[];
}

export function choiceOf(model: OfferedModel): ModelChoice {
  return {
    id: model.name,
    title: model.title,
    source: new URL(`models/${model.file}`, document.baseURI),
    integrity: { bytes: model.bytes, sha256: model.sha256 },
  };
}
