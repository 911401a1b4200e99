/** A labelled input of a plain form. */
export const Field = (props: {
  readonly label: string;
  readonly name: string;
  readonly autocomplete: string;
  readonly isPassword?: boolean;
  readonly hint?: string;
  readonly value?: string;
}) => {
  const hintId = `${props.name}-hint`;
  const shared = {
    id: props.name,
    name: props.name,
    autocomplete: props.autocomplete,
    value: props.value,
    required: true,
    "aria-describedby": props.hint === undefined ? undefined : hintId,
  };
  return (
    <div class="field">
      <label for={props.name}>{props.label}</label>
      {props.isPassword === true ? <input type="password" {...shared} /> : <input {...shared} />}
      {props.hint !== undefined && (
        <p class="quiet" id={hintId}>
          {props.hint}
        </p>
      )}
    </div>
  );
};

export const FormError = ({ text }: { readonly text: string }) => (
  <p class="trouble" role="alert">
    {text}
  </p>
);
