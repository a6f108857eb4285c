// Filters that read like a sentence: a native <select> each, so that keys, screen readers and telephones know them.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let row = parentElement.querySelector(".cn-chips");
  if (!row) {
    row = document.createElement("div");
    row.className = "cn-chips";
    row.setAttribute("role", "group");
    parentElement.append(row);
  }
  row.setAttribute("aria-label", data.label);
  const wanted = new Set(data.chips.map((chip) => chip.field));
  for (const old of [...row.children]) if (!wanted.has(old.dataset.field)) old.remove();
  data.chips.forEach((chip, position) => {
    let label = [...row.children].find((child) => child.dataset.field === chip.field);
    if (!label) {
      label = document.createElement("label");
      label.className = "cn-chip";
      label.dataset.field = chip.field;
      label.append(document.createElement("span"), document.createElement("select"));
    }
    if (row.children[position] !== label) row.insertBefore(label, row.children[position] ?? null);
    const select = label.querySelector("select");
    label.querySelector("span").textContent = chip.label;
    const shape = JSON.stringify(chip.sections);
    if (select.dataset.shape !== shape) {
      select.dataset.shape = shape;
      select.replaceChildren(...chip.sections.flatMap(section));
    }
    select.value = chip.value;
    select.onchange = () => setTriggerValue("changed", { field: chip.field, value: select.value });
  });
}

function section([title, options]) {
  const made = options.map(([value, text]) => {
    const option = document.createElement("option");
    option.value = value;
    option.textContent = text;
    return option;
  });
  if (!title) return made;
  const group = document.createElement("optgroup");
  group.label = title;
  group.append(...made);
  return [group];
}
