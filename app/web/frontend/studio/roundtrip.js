// For `make interchange`: open a file in the editor's modeler and save it.
import { makeModeler } from './editor/modeler.js';

const modeler = makeModeler(document.body, { editable: true, process: '', room: '' });

window.modeler = modeler;

// `change` is what a test does in between.
window.roundtrip = async (xml, change = () => {}) => {
  try {
    const { warnings } = await modeler.importXML(xml);
    const shown = modeler.get('elementRegistry').getAll().length - 1;
    change(modeler);
    const saved = await modeler.saveXML({ format: true });
    return { xml: saved.xml, warnings: warnings.map((one) => one.message), shown };
  } catch (error) {
    return { error: error.message };
  }
};
