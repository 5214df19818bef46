// A task for several units names its list by a word that no element bears, as the engine wants it.
export function namedList(loop, name) {
  const list = loop.$model.create('bpmn:ItemAwareElement', { id: name });
  list.$parent = loop;
  return list;
}

// The reader would drop a reference to what is not there.
export function keepNamedLists({ references }) {
  for (const reference of references) {
    if (reference.property !== 'bpmn:loopDataInputRef') continue;
    reference.element.set('loopDataInputRef', namedList(reference.element, reference.id));
  }
}

// Done by several units at once: the list they come from, and the item that bears the task's name.
export function severalUnits(write, element, list) {
  const object = element.businessObject;
  if (!list) return write.set(element, { loopCharacteristics: undefined });
  const loop = write.make('bpmn:MultiInstanceLoopCharacteristics', {}, object);
  loop.loopDataInputRef = namedList(loop, list);
  loop.inputDataItem = write.make('bpmn:DataInput', { id: `${object.id}_unit`, name: `${object.id}_unit` }, loop);
  return write.set(element, { loopCharacteristics: loop });
}
