import type { HardhatPlugin } from "hardhat/types/plugins";

/** Shows the compiler's warnings on our own files only: the packages' hundreds would hide them. Errors all stay. */
export const ownWarnings: HardhatPlugin = {
  id: "own-warnings",
  hookHandlers: {
    solidity: async () => ({
      default: async () => ({
        getCompilationJobErrors: (context, job, output, next) => {
          const errors = (output.errors ?? []).filter(
            ({ severity, formattedMessage }) =>
              severity === "error" || formattedMessage?.includes("--> project/") === true,
          );
          return next(context, job, { ...output, errors });
        },
      }),
    }),
  },
};
