/**
 * Speaks to screen readers through one polite live region. Messages of one moment are joined, so
 * that a later one does not swallow an earlier one before it is spoken.
 */
export class Announcer {
  private readonly region: HTMLElement;
  private waiting: string[] = [];

  constructor(region: HTMLElement) {
    this.region = region;
  }

  say(message: string): void {
    this.waiting.push(message);
    if (this.waiting.length > 1) return;
    // A region must change after the events of this moment, or the same text twice is not spoken.
    requestAnimationFrame(() => {
      this.region.textContent = '';
      setTimeout(() => {
        this.region.textContent = this.waiting.join(' ');
        this.waiting = [];
      }, 60);
    });
  }
}
