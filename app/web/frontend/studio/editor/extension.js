// What stands in an element's extension elements, as SpiffWorkflow reads it: properties by name, and
// the operation of a service task.  Reading works on the business object; writing goes through the
// command stack, so that it can be undone.
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { inEnglish } from './translate.js';

const PROPERTIES = 'spiffworkflow:Properties';
const OPERATOR = 'spiffworkflow:ServiceTaskOperator';

export const model = (element) => getBusinessObject(element);

const extensions = (object) => (object.extensionElements && object.extensionElements.get('values')) || [];
const extension = (object, type) => extensions(object).find((one) => is(one, type));

export function property(element, name) {
  const holder = extension(model(element), PROPERTIES);
  const found = holder && holder.get('values').find((one) => one.name === name);
  return found ? found.value || '' : '';
}

// What an element is called for the reader.
export const called = (element) => (inEnglish && property(element, 'name_en')) || model(element).name || '';

export const listed = (element, name) => property(element, name).split(',').map((one) => one.trim()).filter(Boolean);
export const operator = (element) => extension(model(element), OPERATOR);

export class Writer {
  constructor(modeler) {
    [this.modeling, this.factory, this.stack] = ['modeling', 'bpmnFactory', 'commandStack'].map((name) => modeler.get(name));
  }

  // Several changes that are undone as one.
  together(steps) {
    this.stack.execute('studio.together', { steps });
  }

  set(element, values) {
    this.modeling.updateProperties(element, values);
  }

  // The process of a drawing with a pool is no element of its own: `owner` says what is written to.
  setOf(element, owner, values) {
    this.modeling.updateModdleProperties(element, owner, values);
  }

  make(type, values, parent) {
    const made = this.factory.create(type, values);
    made.$parent = parent;
    return made;
  }

  _holder(element, owner) {
    let holder = owner.extensionElements;
    if (!holder) {
      holder = this.make('bpmn:ExtensionElements', { values: [] }, owner);
      this.setOf(element, owner, { extensionElements: holder });
    }
    return holder;
  }

  _extension(element, owner, type, values) {
    const holder = this._holder(element, owner);
    const made = this.make(type, values, holder);
    this.setOf(element, holder, { values: [...holder.get('values'), made] });
    return made;
  }

  // An empty value takes the property away.
  property(element, name, value, owner = model(element)) {
    if (property(owner, name) === (value || '')) return;
    this.together([() => {
      const holder = extension(owner, PROPERTIES) || this._extension(element, owner, PROPERTIES, { values: [] });
      const old = holder.get('values');
      const there = old.find((one) => one.name === name);
      if (there && value) this.setOf(element, there, { value });
      else if (there) this.setOf(element, holder, { values: old.filter((one) => one !== there) });
      else this.setOf(element, holder, { values: [...old, this.make('spiffworkflow:Property', { name, value }, holder)] });
    }]);
  }

  operator(element, values) {
    this.together([() => {
      const there = operator(element);
      if (there) return this.setOf(element, there, values);
      const made = this._extension(element, model(element), OPERATOR, values);
      return this.setOf(element, made, { parameters: this.make('spiffworkflow:Parameters', { values: [] }, made) });
    }]);
  }
}

// Put properties onto an object that is not drawn yet.
export function furnish(factory, object, values) {
  if (extension(object, PROPERTIES)) return;
  const holder = object.extensionElements || factory.create('bpmn:ExtensionElements', { values: [] });
  const inside = factory.create(PROPERTIES, { values: [] });
  for (const [name, value] of Object.entries(values)) {
    const made = factory.create('spiffworkflow:Property', { name, value });
    made.$parent = inside;
    inside.values.push(made);
  }
  inside.$parent = holder;
  holder.$parent = object;
  holder.get('values').push(inside);
  object.extensionElements = holder;
}
