// Saving: on the server a moment after each change, and until that has come about in this browser.
import { t } from './translate.js';

const WAIT = 1200;
const RETRY = 15_000;

export class Saving {
  constructor(modeler, config, { say, dialogs, kept, checked }) {
    Object.assign(this, { modeler, config, say, dialogs, kept, checked, version: config.version, changed: false, busy: false, stopped: false });
    this.token = document.querySelector('meta[name=csrf-token]').content;
    modeler.on('commandStack.changed', () => this.touched());
    addEventListener('online', () => this.changed && this.save());
    addEventListener('focus', () => this.changed && this.save());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && this.save());
    addEventListener('beforeunload', (event) => this.changed && event.preventDefault());
  }

  touched() {
    this.changed = true;
    this.say(t('Changed, not saved yet'), 'changed');
    this.later(WAIT);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  async save() {
    if (!this.changed || this.busy || this.stopped) return;
    clearTimeout(this.timer);
    this.busy = true;
    this.changed = false;
    let wait = WAIT;
    try {
      const { xml } = await this.modeler.saveXML({ format: true });
      this.kept.keep(xml, this.version);
      this.say(t('Saving …'), 'saving');
      const answer = await this.post(this.config.save, { xml, version: this.version });
      wait = await this.answered(answer);
    } catch (error) {
      console.warn(error);
      this.changed = true;
      wait = RETRY;
      this.say(t('No connection: your work is kept in this browser and saved later.'), 'failed');
    } finally {
      this.busy = false;
      if (this.changed && !this.stopped) this.later(wait);
    }
  }

  async answered(answer) {
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) {
      this.version = said.version;
      if (!this.changed) this.kept.forget();
      this.say(t('Saved at {at}', { at: said.at }), 'saved');
      this.check();
      return WAIT;
    }
    this.changed = true;
    if (answer.status === 409 && said.version !== undefined) await this.overtaken(said);
    else if (answer.status === 400 || answer.status === 401) await this.session();
    else if (answer.status >= 500) this.say(t('The server cannot save at the moment; it is tried again. Your work is kept in this browser.'), 'failed');
    else {
      this.stopped = answer.status !== 422;
      const reasons = Object.values(said.fields || {}).flat().join(' ') || said.message || '';
      this.say(t('Not saved: {reason} Your work is kept in this browser.', { reason: reasons }), 'failed');
    }
    return RETRY;
  }

  // Somebody else was first: nothing is overwritten until the user says so.
  async overtaken(theirs) {
    this.stopped = true;
    this.say(t('Not saved: {by} has saved at {at}.', { by: theirs.by, at: theirs.at }), 'conflict');
    const choice = await this.dialogs.conflict(theirs);
    if (choice === 'theirs') {
      this.changed = false;
      this.kept.forget();
      location.reload();
      return;
    }
    this.version = theirs.version;
    this.stopped = false;
    setTimeout(() => this.save());
  }

  // A new session has a new token; where there is none, signing in elsewhere helps.
  async session() {
    const answer = await this.get(this.config.check).catch(() => null);
    if (answer && answer.ok) {
      this.token = (await answer.json()).token;
      setTimeout(() => this.save());
    } else this.say(t('Your session has ended. Sign in again in another tab; your work is kept in this browser and saved then.'), 'ended');
  }

  // The full check of what is saved.
  async check() {
    const answer = await this.get(this.config.check).catch(() => null);
    if (!answer || !answer.ok) return;
    const said = await answer.json();
    this.token = said.token;
    this.checked(said, said.version === this.version && !this.changed && !this.busy);
  }

  get(address) {
    return fetch(address, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
  }

  post(address, body) {
    return fetch(address, {
      method: 'POST', credentials: 'same-origin', body: JSON.stringify(body),
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRFToken': this.token },
    });
  }
}

// What the server does not have yet, by account, draft and process.
export class Kept {
  constructor({ account, draft, process }) {
    this.key = `xieshang.studio.${account}.${draft}.${process}`;
  }

  keep(xml, version) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ xml, version, at: Date.now() }));
    } catch (error) {
      console.warn(error); // the store is full or closed: the server still has what was saved
    }
  }

  found() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key));
      return kept && typeof kept.xml === 'string' && Number.isInteger(kept.version) ? kept : null;
    } catch {
      return null;
    }
  }

  forget() {
    localStorage.removeItem(this.key);
  }
}
