// What the modeler cannot carry is put back when it saves.  It drops, without a word, what its
// model does not know: elements and references of other tools, drawings of choreographies,
// comments, whatever has a second element's id.  So the file is compared with what the modeler
// makes of it untouched, and the difference is laid over each later save.
import { Writer } from 'moddle-xml';
import { difference } from './keeping/difference.js';
import { parse, withoutNameless, write } from './keeping/document.js';
import { lend, giveBack } from './keeping/names.js';
import { putBack } from './keeping/put-back.js';

class Keeping {
  constructor(eventBus, bpmnjs) {
    this.bpmnjs = bpmnjs;
    this.eventBus = eventBus;
    this.forget();
    eventBus.on('import.parse.start', 250, ({ xml }) => this.open(xml));
    eventBus.on('import.parse.complete', ({ elementsById }) => { this.objects = elementsById || {}; });
    eventBus.on('import.done', ({ error }) => { if (!error) this.look(); });
    eventBus.on('saveXML.serialized', 250, ({ xml }) => this.mend(xml));
  }

  forget() {
    this.original = null;
    this.difference = null;
    this.names = new Map();
    this.objects = {};
  }

  // Before the modeler reads: lend names to elements that it would refuse for theirs, and take out
  // those that it reads and then cannot write.
  open(xml) {
    this.forget();
    const document = parse(xml);
    if (!document) return undefined;
    this.names = lend(document);
    this.original = document;
    const readable = withoutNameless(document);
    return this.names.size || readable ? write(readable || document) : undefined;
  }

  // After it has drawn: what does it make of a file that nobody has touched?  Written at once and
  // not by `saveXML`, which would answer after the first change could have been made.
  look() {
    if (!this.original) return;
    const definitions = this.bpmnjs.getDefinitions();
    this.eventBus.fire('saveXML.start', { definitions });
    this.difference = difference(this.original, parse(new Writer().toXML(definitions)));
    this.original = null;
  }

  mend(xml) {
    const { difference: lost, names } = this;
    if (!lost?.lost.length && !names.size) return undefined;
    const document = parse(xml);
    if (lost) putBack(document, lost, this.renamed());
    giveBack(document, names);
    return write(document);
  }

  // What had another id when the file was opened: old → new.
  renamed() {
    const others = Object.entries(this.objects).filter(([id, object]) => object.id && object.id !== id);
    return new Map(others.map(([id, object]) => [id, object.id]));
  }

  // The id under which the modeler knows an element of the file.
  known(id) {
    for (const [lent, own] of this.names) if (own === id) return lent;
    return id;
  }
}

Keeping.$inject = ['eventBus', 'bpmnjs'];

export default { __init__: ['keeping'], keeping: ['type', Keeping] };
