import type { ComponentPropsWithRef, MouseEvent } from 'react';

type Props = ComponentPropsWithRef<'button'> & { 'data-loading'?: boolean | undefined };

/**
 * The element of every button. Mantine disables one while its work goes on, and a disabled element loses the focus: whoever uses
 * the keyboard would be thrown to the start of the page. This one stays, says that it is busy, and does nothing meanwhile.
 */
export function SteadyButton({
  disabled,
  onClick,
  type = 'button',
  'data-loading': isBusy,
  ...props
}: Props) {
  const ignore = (event: MouseEvent) => event.preventDefault();
  return (
    <button
      {...props}
      type={type}
      data-loading={isBusy}
      {...(isBusy ? { 'aria-busy': true, 'aria-disabled': true, onClick: ignore } : { disabled, onClick })}
    />
  );
}
