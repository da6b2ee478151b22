#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import { register } from "tsx/esm/api";

// The sources run as they are; Node alone strips types but does not resolve the generated bindings' imports.
register();
await import("../src/cli/main.ts");
