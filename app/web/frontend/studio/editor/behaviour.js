// What follows of itself when something is drawn: the name of a form follows its task, a new timer
// sits ready for its clock, a new service task for its operation.
import CommandInterceptor from 'diagram-js/lib/command/CommandInterceptor';
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { furnish, listed, model, property, Writer } from './extension.js';

const GENERATED = /^(Activity|Gateway|Event|Flow|Lane|TextAnnotation|Association|Group)_[0-9a-z]{7}$/;
const LONGEST = 60;

class Together {
  preExecute({ steps }) {
    steps.forEach((step) => step());
  }
}

export const isGenerated = (id) => GENERATED.test(id);

// "Consult the bureau" → consult_the_bureau, as the ids of the shipped diagrams are made.
export function idFrom(text) {
  return text.toLowerCase().replace(/['’]/g, '').replace(/[^a-z0-9]+/g, '_').replace(/^[_0-9]+|_+$/g, '').slice(0, LONGEST).replace(/_+$/, '');
}

class Behaviour extends CommandInterceptor {
  static $inject = ['eventBus', 'commandStack', 'bpmnFactory', 'elementRegistry', 'config.studio', 'injector'];

  constructor(eventBus, commandStack, bpmnFactory, elementRegistry, studio, injector) {
    super(eventBus);
    Object.assign(this, { factory: bpmnFactory, registry: elementRegistry, room: studio.room });
    commandStack.registerHandler('studio.together', Together);
    this.writer = () => new Writer(injector);
    this.preExecute('shape.create', ({ context: { shape } }) => this.prepare(shape.businessObject));
    this.preExecute('elements.create', ({ context: { elements } }) => elements.forEach((one) => this.prepare(one.businessObject)));
    this.postExecuted('element.updateProperties', ({ context }) => this.follow(context));
    this.postExecuted(['element.updateProperties', 'element.updateLabel'], ({ context }) => this.nameProcess(context));
  }

  prepare(object) {
    if (!object || !object.id) return;
    if (is(object, 'bpmn:UserTask')) {
      furnish(this.factory, object, {});
      this.setName(object, 'formKey', `${this.room}/${object.id}`);
      const loop = object.loopCharacteristics;
      if (loop && loop.inputDataItem) Object.assign(loop.inputDataItem, { id: `${object.id}_unit`, name: `${object.id}_unit` });
    }
    for (const event of object.eventDefinitions || []) if (is(event, 'bpmn:TimerEventDefinition')) this.date(event);
  }

  setName(object, name, value) {
    const holder = object.extensionElements.get('values').find((one) => is(one, 'spiffworkflow:Properties'));
    const there = holder.get('values').find((one) => one.name === name);
    if (there) {
      there.value = value;
      return;
    }
    const made = this.factory.create('spiffworkflow:Property', { name, value });
    made.$parent = holder;
    holder.get('values').push(made);
  }

  date(event) {
    if (event.timeDate) return;
    event.timeDate = this.factory.create('bpmn:FormalExpression', { body: '' });
    event.timeDate.$parent = event;
  }

  // A pool and its process bear one name.
  nameProcess({ element }) {
    const { processRef, name } = model(element);
    if (is(element, 'bpmn:Participant') && processRef && processRef.name !== name) this.writer().setOf(element, processRef, { name });
  }

  // An id is written in other places too: the form, the item of several units, who must differ.
  follow({ element, properties, oldProperties }) {
    const old = oldProperties && oldProperties.id;
    if (!('id' in properties) || !old || old === properties.id || element.labelTarget) return;
    const write = this.writer();
    if (is(element, 'bpmn:UserTask')) {
      write.property(element, 'formKey', `${this.room}/${properties.id}`);
      const loop = model(element).loopCharacteristics;
      if (loop && loop.inputDataItem) write.setOf(element, loop.inputDataItem, { id: `${properties.id}_unit`, name: `${properties.id}_unit` });
    } else if (is(element, 'bpmn:StartEvent') && property(element, 'formKey')) {
      write.property(element, 'formKey', `${this.room}/${properties.id}`);
    }
    for (const other of this.registry.filter((one) => is(one, 'bpmn:UserTask'))) {
      const names = listed(other, 'separate_from');
      if (names.includes(old)) write.property(other, 'separate_from', names.map((one) => (one === old ? properties.id : one)).join(','));
    }
  }
}

export const behaviourModule = { __init__: ['studioBehaviour'], studioBehaviour: ['type', Behaviour] };
