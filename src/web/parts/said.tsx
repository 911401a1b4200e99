import type { ComponentChildren } from "preact";

/** A template of the catalogue with an element in its one gap. */
export const Said = (props: { readonly say: string; readonly children: ComponentChildren }) => {
  const [before, after] = props.say.split(/\{\w+\}/);
  return (
    <>
      {before}
      {props.children}
      {after}
    </>
  );
};
