// Streamlit's box for a file has names in English only, and calls a box with a name mere decoration. The names that are
// seen are drawn by desk.css; these are for who hears the page. They are given again whenever the box draws itself anew.
const NAMES = {
  choose: '[data-testid="stFileUploaderDropzone"] > span > button',
  let_go: '[data-testid="stFileChipDeleteBtn"] button',
  another: '[data-testid="stFileChips"] ~ button, [data-testid="stFileChips"] > button',
};

export default function (component) {
  const box = document.querySelector(".st-key-dk-drop");
  const name = () => {
    box.querySelector('[data-testid="stFileUploaderDropzone"]')?.setAttribute("role", "group");
    for (const [key, place] of Object.entries(NAMES)) {
      for (const button of box.querySelectorAll(place)) button.setAttribute("aria-label", component.data[key]);
    }
  };
  name();
  const watch = new MutationObserver(name);
  watch.observe(box, { childList: true, subtree: true });
  return () => watch.disconnect();
}
