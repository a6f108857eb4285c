// The other languages, and the language of the document: Streamlit always says `en`.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  document.documentElement.lang = data.language;
  let bar = parentElement.querySelector(".dk-languages");
  if (!bar) {
    bar = document.createElement("div");
    bar.className = "dk-languages";
    parentElement.append(bar);
  }
  bar.replaceChildren(...data.languages.map(([code, name]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.lang = code;
    button.textContent = name;
    button.onclick = () => setTriggerValue("language", code);
    return button;
  }));
}
