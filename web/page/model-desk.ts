import type { Classifier, OcelliError } from '../engine/index.ts';
import type { Announcer } from './announce.ts';
import type { PlacedFile } from './incoming-files.ts';
import { LabelsDialog } from './labels-dialog.ts';
import { pageElement } from './make-element.ts';
import { modelErrorSentence } from './model-errors.ts';
import { choiceOf, fetchModelList, type OfferedModel } from './model-list.ts';
import { type ModelChoice, ModelSession } from './model-session.ts';
import { ModelStatus } from './model-status.ts';
import { ModelSwitcher } from './model-switcher.ts';
import type { Notice } from './notice.ts';
import { keepForOffline } from './offline.ts';
import { ProgressBar } from './progress.ts';

export interface DeskEvents {
  /** A new model loads: no photograph should be asked meanwhile. */
  onPause(): void;
  /** `fresh`: another classifier than before, so that earlier answers no longer hold. */
  onServe(classifier: Classifier, fresh: boolean): void;
  /** Files picked beside the switcher; photographs among them are welcome too. */
  onFiles(files: PlacedFile[]): void;
}

/** Everything about which model serves: choosing, loading, asking for labels, and what is said of it. */
export class ModelDesk {
  private readonly events: DeskEvents;
  private readonly announcer: Announcer;
  private readonly notice: Notice;
  private readonly dialog = new LabelsDialog(pageElement<HTMLDialogElement>('labels-dialog'));
  private readonly status = new ModelStatus(
    statusParts(),
    () => this.session.cancel(),
    () => this.retry(),
  );
  private readonly switcher: ModelSwitcher;
  private readonly session: ModelSession;
  private offered: OfferedModel[] = [];
  /** The choice that loads or loaded last; the retry button loads it again. */
  private wanted: ModelChoice | null = null;
  private serving: { choice: ModelChoice; classifier: Classifier } | null = null;
  /** The own model that served last, so that it can be chosen again. */
  private own: ModelChoice | null = null;
  /** A label list that came with the own model that loads. */
  private ownLabels: File | null = null;

  constructor(announcer: Announcer, notice: Notice, events: DeskEvents) {
    this.events = events;
    this.announcer = announcer;
    this.notice = notice;
    this.switcher = new ModelSwitcher(switcherParts(), {
      onOffered: (name) => this.chooseOffered(name),
      onOwn: () => this.own && void this.session.load(this.own),
      onFiles: events.onFiles,
    });
    this.session = new ModelSession({
      onLoading: (choice) => this.loading(choice),
      onProgress: (progress) => this.status.progressed(progress),
      onReady: (choice, classifier, fresh) => this.ready(choice, classifier, fresh),
      onFailed: (choice, error) => void this.failed(choice, error),
      onCancelled: (choice) => this.cancelled(choice),
    });
  }

  /** Fetches the list of models and loads the first, unless the person was quicker with their own. */
  async start(): Promise<void> {
    try {
      this.offered = await fetchModelList();
    } catch (error) {
      this.status.failedPlainly(error instanceof Error ? error.message : String(error));
      return;
    }
    this.switcher.offer(this.offered);
    const [first] = this.offered;
    if (this.wanted) this.settle(this.wanted);
    else if (first) void this.session.load(choiceOf(first));
  }

  /** Loads a model of the person's own, with the labels that came along, if any. */
  openOwn(choice: ModelChoice, labels: File | null): void {
    this.ownLabels = labels;
    void this.session.load(choice);
  }

  private chooseOffered(name: string): void {
    const model = this.offered.find((one) => one.name === name);
    if (model) void this.session.load(choiceOf(model));
  }

  private retry(): void {
    if (this.wanted) void this.session.load(this.wanted);
    else void this.start();
  }

  private loading(choice: ModelChoice): void {
    this.wanted = choice;
    this.settle(choice);
    this.events.onPause();
    this.status.loading(choice);
    this.announcer.say(`Loading ${choice.title}.`);
  }

  private ready(choice: ModelChoice, classifier: Classifier, fresh: boolean): void {
    this.serving = { choice, classifier };
    if (choice.id === 'own') this.own = choice;
    this.events.onServe(classifier, fresh);
    this.settle(choice);
    this.status.ready(classifier.report);
    if (!fresh) return;
    this.announcer.say(`Ready: ${choice.title}.`);
    keepForOffline(classifier.report.runtime);
  }

  private async failed(choice: ModelChoice, error: OcelliError): Promise<void> {
    const ofForm = choice.card !== undefined && error.code.startsWith('invalid-');
    if (error.code !== 'card-needed' && !ofForm) {
      this.refused(choice, error);
      return;
    }
    const card = await this.dialog.ask(choice.title, this.ownLabels, ofForm ? error.message : null);
    // Another model may have been chosen while the dialog was open.
    if (this.wanted !== choice) return;
    if (card) void this.session.load({ ...choice, card });
    else this.cancelled(choice);
  }

  private refused(choice: ModelChoice, error: OcelliError): void {
    const sentence = modelErrorSentence(error, choice.title);
    // Shown by the notice where the former model goes on serving, else where the person waits for it.
    if (this.serving) this.notice.show(`${sentence} ${this.serving.choice.title} goes on serving.`);
    else this.announcer.say(sentence);
    if (!this.serving) this.status.failed(choice, error);
    this.settle(this.serving?.choice ?? choice);
  }

  private cancelled(choice: ModelChoice): void {
    this.announcer.say(`${choice.title} was not loaded.`);
    if (!this.serving) this.status.cancelled(choice);
    this.settle(this.serving?.choice ?? choice);
  }

  /** Has the switcher show this choice, and the own model only where there is one to go back to. */
  private settle(choice: ModelChoice): void {
    const own = choice.id === 'own' ? choice : this.own;
    if (own) this.switcher.offerOwn(own.title);
    else this.switcher.withdrawOwn();
    this.switcher.select(choice.id);
  }
}

function statusParts() {
  return {
    box: pageElement('model-status'),
    text: pageElement('status-text'),
    reason: pageElement('status-reason'),
    progress: new ProgressBar(
      pageElement('progress'),
      pageElement('progress-bar'),
      pageElement('progress-fill'),
      pageElement('progress-text'),
    ),
    cancel: pageElement<HTMLButtonElement>('model-cancel'),
    retry: pageElement<HTMLButtonElement>('model-retry'),
  };
}

function switcherParts() {
  return {
    list: pageElement('model-list'),
    fileButton: pageElement<HTMLButtonElement>('own-file'),
    fileInput: pageElement<HTMLInputElement>('own-file-input'),
    folderButton: pageElement<HTMLButtonElement>('own-folder'),
    folderInput: pageElement<HTMLInputElement>('own-folder-input'),
  };
}
