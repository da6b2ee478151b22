// Installs the packages and builds the contracts where they are missing or out of date. Says so on stderr only.
import { setup } from "./lib/setup.mjs";

await setup();
