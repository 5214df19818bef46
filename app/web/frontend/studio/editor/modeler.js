// The modeler as this house uses it: only what our engine runs, in the reader's language.
import Modeler from 'bpmn-js/lib/Modeler';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import minimapModule from 'diagram-js-minimap';
import simulationModule from 'bpmn-js-token-simulation';
import viewerSimulationModule from 'bpmn-js-token-simulation/lib/viewer';
import spiffworkflow from './spiffworkflow.json';
import { behaviourModule } from './behaviour.js';
import { clipboardModule } from './clipboard.js';
import { keepNamedLists } from './lists.js';
import { providersModule } from './providers.js';
import { translateModule } from './translate.js';
import keeping from '../keeping.js';

export function makeModeler(container, config) {
  const common = { container, moddleExtensions: { spiffworkflow } };
  const made = config.editable
    ? new Modeler({
      ...common, studio: config,
      additionalModules: [minimapModule, simulationModule, providersModule, behaviourModule, clipboardModule, translateModule, keeping],
    })
    : new NavigatedViewer({ ...common, additionalModules: [viewerSimulationModule, translateModule] });
  made.on('import.parse.complete', keepNamedLists);
  return made;
}
