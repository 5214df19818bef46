// The panel beside the drawing: what is selected, and all that can be set for it.
import { called, Writer } from '../extension.js';
import { t } from '../translate.js';
import { documentation, kindOf, names, remark, renaming } from './common.js';
import { event } from './event.js';
import { isBeingTyped, make } from './fields.js';
import { flow } from './flow.js';
import { lane, process, processOf } from './lane.js';
import { call, service } from './service.js';
import { userTask } from './task.js';

export class Panel {
  constructor(box, modeler, config, facts, ask) {
    Object.assign(this, { box, modeler, config, facts, ask, view: {} });
    this.canvas = modeler.get('canvas');
    this.selection = modeler.get('selection', false);
    this.write = config.editable ? new Writer(modeler) : null;
    this.rename = config.editable ? renaming(modeler, this.write) : null;
    for (const event of ['selection.changed', 'elements.changed', 'import.done']) modeler.on(event, () => this.redraw());
    box.addEventListener('focusout', () => this.waiting && this.redraw());
    box.addEventListener('pointerdown', () => { this.pressed = true; });
    document.addEventListener('pointerup', () => { if (this.pressed) setTimeout(() => this.released()); });
    this.draw();
  }

  released() {
    this.pressed = false;
    this.redraw();
  }

  // A little later: never between pressing and releasing a button of the mouse, nor while the focus is
  // on its way from the drawing to a field.
  redraw() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw());
  }

  selected() {
    const chosen = this.selection ? this.selection.get() : [];
    if (chosen.length > 1) return null;
    const [one] = chosen;
    return one ? one.labelTarget || one : this.canvas.getRootElement();
  }

  draw() {
    const element = this.selected();
    const typing = element === this.shown && this.box.contains(document.activeElement) && isBeingTyped(document.activeElement);
    this.waiting = typing || this.pressed;
    if (this.waiting) return; // drawn when the field is left, the mouse released
    this.shown = element;
    const focused = this.box.contains(document.activeElement) ? document.activeElement.id : '';
    const fields = make('fieldset', { disabled: !this.config.editable, class: 'panel-fields' });
    if (!element) fields.append(make('p', { class: 'text-secondary m-3' }, t('Several elements are selected: move, align, copy or delete them.')));
    else if (element.businessObject) fields.append(this.heading(element), ...this.groups(element));
    this.box.replaceChildren(fields);
    if (focused) document.getElementById(focused)?.focus();
  }

  heading(element) {
    const object = processOf(element) || element.businessObject;
    return make('div', { class: 'panel-heading' }, make('div', { class: 'small text-secondary' }, kindOf(element)), make('h2', { class: 'h4 mb-0' }, called(object) || t('without a name')));
  }

  groups(element) {
    const panel = { element, modeler: this.modeler, write: this.write, config: this.config, facts: this.facts, rename: this.rename, view: this.view, ask: this.ask, redraw: () => this.redraw() };
    if (processOf(element)) return process(panel);
    const groups = [names(panel), lane(panel), remark(panel), ...userTask(panel), service(panel), ...call(panel), event(panel), flow(panel), documentation(panel)];
    return groups.filter(Boolean);
  }
}
