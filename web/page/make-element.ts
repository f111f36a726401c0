/**
 * Makes an element with attributes and children. Text goes in as text nodes, so that file names
 * and labels can never become markup.
 */
export function makeElement<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** The element of this id in index.html; a missing one is a fault of the page itself. */
export function pageElement<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no element with id "${id}"`);
  return element as T;
}

/** A button that does not submit, with its text and what it does. */
export function makeButton(text: string, className: string, onClick: () => void): HTMLButtonElement {
  const button = makeElement('button', { type: 'button', class: className }, text);
  button.addEventListener('click', onClick);
  return button;
}
