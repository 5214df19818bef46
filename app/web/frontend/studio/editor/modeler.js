// The modeler as this house uses it: only what our engine runs, in the reader's language.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import minimapModule from 'diagram-js-minimap';
import simulationModule from 'bpmn-js-token-simulation';
import viewerSimulationModule from 'bpmn-js-token-simulation/lib/viewer';
import { makeModeler as makePlain, moddleExtensions } from '../modeler.js';
import { behaviourModule } from './behaviour.js';
import { clipboardModule } from './clipboard.js';
import { keepNamedLists } from './lists.js';
import { providersModule } from './providers.js';
import { translateModule } from './translate.js';

export function makeModeler(container, config) {
  const made = config.editable
    ? makePlain({
      container, studio: config,
      additionalModules: [minimapModule, simulationModule, providersModule, behaviourModule, clipboardModule, translateModule],
    })
    : new NavigatedViewer({ container, moddleExtensions, additionalModules: [viewerSimulationModule, translateModule] });
  made.on('import.parse.complete', keepNamedLists);
  return made;
}
