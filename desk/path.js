// The steps of the path, each with its state. Moves the focus to the heading of a step that was just opened: whoever
// works with the keyboard would else begin at the top again.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let nav = parentElement.querySelector(".dk-path");
  if (!nav) {
    nav = document.createElement("nav");
    nav.className = "dk-path";
    parentElement.append(nav);
  }
  nav.setAttribute("aria-label", data.label);
  const list = document.createElement("ol");
  list.append(...data.steps.map((step) => item(step, data.step, setTriggerValue)));
  nav.replaceChildren(list);
  const before = parentElement.dataset.step;
  parentElement.dataset.step = data.step;
  if (before && before !== data.step) focusOn(data.step, 40);
}

function item(step, current, setTriggerValue) {
  const line = document.createElement("li");
  line.dataset.state = step.state;
  const button = document.createElement("button");
  button.type = "button";
  button.disabled = step.is_closed;
  if (step.id === current) button.setAttribute("aria-current", "step");
  const name = document.createElement("strong");
  name.textContent = step.name;
  const note = document.createElement("span");
  note.textContent = step.note;
  button.append(name, note);
  button.onclick = () => setTriggerValue("step", step.id);
  line.append(button);
  return line;
}

function focusOn(step, tries) {
  const title = document.querySelector(`.dk-title[data-step="${step}"] h1`);
  if (!title) {
    if (tries) setTimeout(() => focusOn(step, tries - 1), 100);
    return;
  }
  document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  title.focus({ preventScroll: true });
}
