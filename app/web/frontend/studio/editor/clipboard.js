// What is copied lies in the browser's own store, so that it can be pasted in another draft.
import { model } from './extension.js';
import { errorOf } from './errors.js';
import { namedList } from './lists.js';

const KEY = 'xieshang.studio.copied';
const LAST = 200; // after the modeler's own copying

class SharedClipboard {
  static $inject = ['moddle', 'config.studio'];

  constructor(moddle, studio) {
    Object.assign(this, { moddle, process: studio.process });
  }

  get() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return kept ? JSON.parse(kept.tree, this.reviver(kept.process === this.process)) : undefined;
    } catch {
      return undefined; // what lies there was not copied by us
    }
  }

  set(tree) {
    localStorage.setItem(KEY, JSON.stringify({ process: this.process, tree: JSON.stringify(tree) }));
  }

  clear() {
    const kept = this.get();
    localStorage.removeItem(KEY);
    return kept;
  }

  isEmpty() {
    return !localStorage.getItem(KEY);
  }

  // Objects of the model come back as such; one that is named twice comes back once.  What goes into
  // another process gets ids of its own: an id means one step everywhere.
  reviver(keepsIds) {
    const known = new Map();
    return (key, value) => {
      if (!value || typeof value !== 'object' || typeof value.$type !== 'string') return value;
      const { $type, ...attributes } = value;
      const name = `${$type} ${value.id}`;
      if (value.id && known.has(name)) return known.get(name);
      if (!keepsIds) delete attributes.id;
      const made = this.moddle.create($type, attributes);
      if (value.id) known.set(name, made);
      return made;
    };
  }
}

// References do not survive the store: the list of several units, the error of an event.
class References {
  static $inject = ['eventBus', 'injector'];

  constructor(eventBus, injector) {
    eventBus.on('copyPaste.copyElement', LAST, ({ descriptor, element }) => {
      const object = model(element);
      const list = object.loopCharacteristics && object.loopCharacteristics.loopDataInputRef;
      if (list) descriptor.studioList = list.id;
      const error = (object.eventDefinitions || []).map((one) => one.errorRef).find(Boolean);
      if (error) descriptor.studioError = error.errorCode || error.id;
    });
    eventBus.on('copyPaste.pasteElement', LAST, ({ descriptor }) => {
      const object = descriptor.businessObject;
      const loop = object && object.loopCharacteristics;
      if (loop && descriptor.studioList) {
        loop.loopDataInputRef = namedList(loop, descriptor.studioList);
        loop.inputDataItem ||= loop.$model.create('bpmn:DataInput', {});
      }
      const event = descriptor.studioError && (object.eventDefinitions || [])[0];
      if (event) event.errorRef = errorOf(injector, descriptor.studioError);
    });
  }
}

export const clipboardModule = {
  __init__: ['studioReferences'],
  clipboard: ['type', SharedClipboard],
  studioReferences: ['type', References],
};
