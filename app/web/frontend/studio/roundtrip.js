// For `make interchange`: open a file in the editor's modeler and save it, with nothing changed.
import { makeModeler } from './modeler.js';

const modeler = makeModeler({ container: document.body });

window.roundtrip = async (xml) => {
  try {
    const { warnings } = await modeler.importXML(xml);
    const saved = await modeler.saveXML({ format: true });
    const shown = modeler.get('elementRegistry').getAll().length - 1;
    return { xml: saved.xml, warnings: warnings.map((one) => one.message), shown };
  } catch (error) {
    return { error: error.message };
  }
};
