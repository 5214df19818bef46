// What is wrong, as a list that the keyboard reaches, and as badges on the drawing: what the rules of
// the moment say, and what the server's check of the saved draft says.
import { called } from './extension.js';
import { t } from './translate.js';
import { make } from './panel/fields.js';

const LATER = 150;
const BADGE = 'studio-fault';

export class Faults {
  constructor(box, modeler, config, lint) {
    Object.assign(this, { box, modeler, config, lint, now: [], saved: [], asked: false, fresh: true });
    [this.overlays, this.registry, this.canvas] = ['overlays', 'elementRegistry', 'canvas'].map((name) => modeler.get(name));
    this.count = box.querySelector('[data-count]');
    this.list = box.querySelector('[data-faults]');
    modeler.on('commandStack.changed', () => this.later());
    modeler.on('import.done', () => this.later());
  }

  later() {
    this.fresh = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), LATER);
  }

  async look() {
    if (this.config.editable) this.now = await this.lint();
    this.show();
  }

  // The answer of the server; `fresh` where nothing was drawn since that save.
  told(faults, fresh) {
    Object.assign(this, { saved: faults, asked: true, fresh });
    this.show();
  }

  // What both say of one element is said once: by the server while its answer is of now.
  all() {
    const here = this.saved.filter((one) => one.process === this.config.process).map((one) => ({ ...one, element: this.known(one.element) }));
    const elsewhere = this.saved.filter((one) => one.process !== this.config.process);
    const told = new Set((this.fresh ? here : this.now).map((one) => one.element));
    const mine = this.fresh ? [...here, ...this.now.filter((one) => !told.has(one.element))] : [...this.now, ...here.filter((one) => !told.has(one.element) && this.registry.get(one.element))];
    return { mine: mine.map((one) => ({ level: 'error', ...one })), elsewhere };
  }

  // A file of another tool may name elements in a way that the modeler does not take.
  known(id) {
    const keeping = this.modeler.get('keeping', false);
    return keeping ? keeping.known(id) : id;
  }

  show() {
    const { mine, elsewhere } = this.all();
    const wrong = mine.filter((one) => one.level === 'error').length + elsewhere.length;
    const advised = mine.length + elsewhere.length - wrong;
    const said = wrong || advised ? t('{wrong} to be put right, {advised} to think about', { wrong, advised }) : t('Nothing is wrong.');
    if (this.count.textContent !== said) this.count.textContent = said;
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.key : '';
    this.list.replaceChildren(...mine.map((one) => this.line(one)), ...elsewhere.map((one) => this.other(one)));
    if (focused) [...this.list.querySelectorAll('[data-key]')].find((one) => one.dataset.key === focused)?.focus();
    this.badges(mine);
  }

  line(fault) {
    const known = this.registry.get(fault.element);
    const words = [make('strong', {}, this.nameOf(fault.element)), ' ', fault.reason, ...this.because(fault)];
    const inside = known ? make('button', { type: 'button', class: 'fault-line', 'data-key': `${fault.element} ${fault.reason}`, 'data-element': fault.element, onclick: () => this.point(known) }, ...words) : make('span', {}, ...words);
    return make('li', { class: `fault fault-${fault.level}` }, make('span', { class: 'visually-hidden' }, fault.level === 'error' ? t('To be put right:') : t('To think about:')), inside);
  }

  other(fault) {
    const place = fault.address ? make('a', { href: fault.address }, make('code', {}, fault.process)) : make('code', {}, fault.process);
    return make('li', { class: 'fault fault-error' }, place, ' ', fault.element === '-' ? '' : make('code', {}, fault.element), ' ', fault.reason, ...this.because(fault));
  }

  because({ clause, path }) {
    const parts = [];
    if (clause) parts.push(make('span', { class: 'fault-clause' }, clause));
    if (path && path.length) parts.push(make('span', { class: 'fault-path' }, t('On the way: {way}', { way: path.map((one) => this.nameOf(one)).join(' → ') })));
    return parts;
  }

  nameOf(id) {
    const element = this.registry.get(id);
    return (element && called(element)) || (id === '-' ? '' : id);
  }

  point(element) {
    this.modeler.get('selection', false)?.select(element);
    this.canvas.scrollToElement(element, 120);
  }

  badges(faults) {
    this.overlays.remove({ type: BADGE });
    const of = new Map();
    for (const one of faults) of.set(one.element, [...(of.get(one.element) || []), one]);
    for (const [id, list] of of) {
      const element = this.registry.get(id);
      if (!element || !element.parent) continue;
      const level = list.some((one) => one.level === 'error') ? 'error' : 'warning';
      const html = make('div', { class: `fault-badge fault-badge-${level}`, title: list.map((one) => one.reason).join('\n'), onclick: () => this.point(element) }, String(list.length));
      const place = element.waypoints ? { top: -8, left: 4 } : { top: -10, left: -10 };
      this.overlays.add(id, BADGE, { position: place, html });
    }
  }
}
