// What can be drawn here: steps of people, of the system, calls, choices, branches, clocks, errors.
import ContextPadProvider from 'bpmn-js/lib/features/context-pad/ContextPadProvider';
import ReplaceMenuProvider from 'bpmn-js/lib/features/popup-menu/ReplaceMenuProvider';
import RuleProvider from 'diagram-js/lib/features/rules/RuleProvider';
import { is, isAny } from 'bpmn-js/lib/util/ModelUtil';

const TOOLS = [
  ['hand-tool', 'bpmn-icon-hand-tool', 'Move the drawing', 'handTool', 'activateHand'],
  ['lasso-tool', 'bpmn-icon-lasso-tool', 'Select several elements', 'lassoTool', 'activateSelection'],
  ['space-tool', 'bpmn-icon-space-tool', 'Make or take away room', 'spaceTool', 'activateSelection'],
  ['global-connect-tool', 'bpmn-icon-connection-multi', 'Connect two elements', 'globalConnect', 'start'],
];
const SHAPES = [
  ['user-task', 'activity', 'bpmn-icon-user-task', 'Step of people', 'bpmn:UserTask'],
  ['service-task', 'activity', 'bpmn-icon-service-task', 'Step of the system', 'bpmn:ServiceTask'],
  ['call-activity', 'activity', 'bpmn-icon-call-activity', 'Call of another process', 'bpmn:CallActivity'],
  ['exclusive-gateway', 'gateway', 'bpmn-icon-gateway-xor', 'Choice (one way is taken)', 'bpmn:ExclusiveGateway'],
  ['parallel-gateway', 'gateway', 'bpmn-icon-gateway-parallel', 'Branches at once, or their meeting', 'bpmn:ParallelGateway'],
  ['start-event', 'event', 'bpmn-icon-start-event-none', 'Start', 'bpmn:StartEvent'],
  ['end-event', 'event', 'bpmn-icon-end-event-none', 'End', 'bpmn:EndEvent'],
  ['text-annotation', 'artifact', 'bpmn-icon-text-annotation', 'Remark', 'bpmn:TextAnnotation'],
];
const APPENDED = SHAPES.filter(([name]) => !['start-event', 'text-annotation'].includes(name));
const REPLACEMENTS = new Set([
  'replace-with-user-task', 'replace-with-service-task', 'replace-with-call-activity',
  'replace-with-exclusive-gateway', 'replace-with-parallel-gateway',
  'replace-with-none-end', 'replace-with-error-end', 'replace-with-terminate-end',
  'replace-with-timer-boundary', 'replace-with-non-interrupting-timer-boundary', 'replace-with-error-boundary',
  'replace-with-default-flow',
]);

class Palette {
  static $inject = ['palette', 'create', 'elementFactory', 'injector', 'translate'];

  constructor(palette, create, elementFactory, injector, translate) {
    Object.assign(this, { create, elementFactory, injector, translate });
    palette.registerProvider(this);
  }

  getPaletteEntries() {
    const entries = {};
    for (const [name, className, title, service, act] of TOOLS) {
      entries[name] = { group: 'tools', className, title: this.translate(title), action: { click: (event) => this.injector.get(service)[act](event) } };
    }
    entries['tool-separator'] = { group: 'tools', separator: true };
    for (const [name, group, className, title, type] of SHAPES) {
      const start = (event) => this.create.start(event, this.elementFactory.createShape({ type }));
      entries[`create.${name}`] = { group, className, title: this.translate(title), action: { dragstart: start, click: start } };
    }
    return entries;
  }
}

class ContextPad extends ContextPadProvider {
  getContextPadEntries(element) {
    const entries = super.getContextPadEntries(element);
    for (const name of Object.keys(entries)) {
      if (name.startsWith('append.') && name !== 'append.text-annotation') delete entries[name];
    }
    if (element.type !== 'label' && is(element, 'bpmn:FlowNode') && !is(element, 'bpmn:EndEvent')) this.appending(entries);
    if (isAny(element, ['bpmn:UserTask', 'bpmn:CallActivity'])) this.clock(entries);
    return entries;
  }

  appending(entries) {
    const label = this._translate;
    for (const [name, , className, title, type] of APPENDED) {
      const start = (event, source) => this._create.start(event, this._elementFactory.createShape({ type }), { source });
      const append = (event, source) => this._autoPlace.append(source, this._elementFactory.createShape({ type }));
      const hover = (event, source) => {
        this._appendPreview.create(source, type, {});
        return () => this._appendPreview.cleanUp();
      };
      entries[`append.${name}`] = { group: 'model', className, title: label('Then: {what}', { what: label(title) }), action: { dragstart: start, click: append, hover } };
    }
  }

  clock(entries) {
    entries['attach.timer'] = {
      group: 'model', className: 'bpmn-icon-intermediate-event-catch-timer', title: this._translate('Put a clock on it'),
      action: { click: (event, host) => attachTimer(this._elementFactory, this._modeling, host) },
    };
  }
}

// A clock on the lower edge that takes the step away when it runs out.
export function attachTimer(elementFactory, modeling, host) {
  const shape = elementFactory.createShape({ type: 'bpmn:BoundaryEvent', eventDefinitionType: 'bpmn:TimerEventDefinition' });
  const place = { x: host.x + host.width - 20, y: host.y + host.height };
  return modeling.createShape(shape, place, host, { attach: true });
}

class ReplaceMenu extends ReplaceMenuProvider {
  getPopupMenuEntries(target) {
    const entries = super.getPopupMenuEntries(target);
    const onCall = target.businessObject && is(target.businessObject.attachedToRef, 'bpmn:CallActivity');
    return Object.fromEntries(Object.entries(entries).filter(([name]) => REPLACEMENTS.has(name) && (onCall || name !== 'replace-with-error-boundary')));
  }

  getPopupMenuHeaderEntries(target) {
    const entries = super.getPopupMenuHeaderEntries(target);
    return Object.fromEntries(Object.entries(entries).filter(([name]) => name === 'toggle-non-interrupting'));
  }
}

// The pool is the process itself: it stays.  Others came with a file of another tool.
class Rules extends RuleProvider {
  constructor(eventBus, studio, keeping) {
    super(eventBus);
    this.process = () => keeping.known(studio.process);
  }

  init() {
    this.addRule('elements.delete', 2000, ({ elements }) => elements.filter((one) => !this.stays(one)));
  }

  stays(element) {
    if (!is(element, 'bpmn:Participant')) return false;
    const { processRef } = element.businessObject;
    return Boolean(processRef) && processRef.id === this.process();
  }
}
Rules.$inject = ['eventBus', 'config.studio', 'keeping'];

export const providersModule = {
  __init__: ['studioRules'],
  studioRules: ['type', Rules],
  paletteProvider: ['type', Palette],
  contextPadProvider: ['type', ContextPad],
  replaceMenuProvider: ['type', ReplaceMenu],
};
