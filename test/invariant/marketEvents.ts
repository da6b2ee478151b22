import type { Interface, Log } from "ethers";
import type {
  AccessBoughtEvent,
  CollaboratorWithdrawnEvent,
  EdgeSettledEvent,
  OracleFundDrawnEvent,
  OracleFundSetEvent,
  PriceUpdatedEvent,
  ProtocolFeeSetEvent,
  SharesFixedEvent,
  WithdrawnEvent,
} from "../../typechain-types/contracts/interfaces/IMarket.ts";
import type { DatasetRegisteredEvent } from "../../typechain-types/contracts/interfaces/IDatasetRegistry.ts";
import type {
  PipelineMintedEvent,
  VersionRegisteredEvent,
} from "../../typechain-types/contracts/interfaces/IPipelineRegistry.ts";

interface ArgsByName {
  DatasetRegistered: DatasetRegisteredEvent.OutputObject;
  PipelineMinted: PipelineMintedEvent.OutputObject;
  VersionRegistered: VersionRegisteredEvent.OutputObject;
  ProtocolFeeSet: ProtocolFeeSetEvent.OutputObject;
  OracleFundSet: OracleFundSetEvent.OutputObject;
  SharesFixed: SharesFixedEvent.OutputObject;
  PriceUpdated: PriceUpdatedEvent.OutputObject;
  AccessBought: AccessBoughtEvent.OutputObject;
  EdgeSettled: EdgeSettledEvent.OutputObject;
  Withdrawn: WithdrawnEvent.OutputObject;
  CollaboratorWithdrawn: CollaboratorWithdrawnEvent.OutputObject;
  OracleFundDrawn: OracleFundDrawnEvent.OutputObject;
}

/** What the registries and the Market say that moves an account. */
export type MarketEvent = { [Name in keyof ArgsByName]: { name: Name; args: ArgsByName[Name] } }[keyof ArgsByName];

/** A record, so that a name that the type has and this list has not does not compile. */
const NAMES: Record<keyof ArgsByName, true> = {
  DatasetRegistered: true,
  PipelineMinted: true,
  VersionRegistered: true,
  ProtocolFeeSet: true,
  OracleFundSet: true,
  SharesFixed: true,
  PriceUpdated: true,
  AccessBought: true,
  EdgeSettled: true,
  Withdrawn: true,
  CollaboratorWithdrawn: true,
  OracleFundDrawn: true,
};

/** The event in a log of the contract whose interface is given; undefined when it moves no account. */
export function readMarketEvent(contract: Interface, log: Log): MarketEvent | undefined {
  const event = contract.parseLog(log);
  return event !== null && isMarketEvent(event) ? event : undefined;
}

/** The interface decoded the arguments by the ABI that typechain took the types from: the name tells them. */
function isMarketEvent(event: { name: string; args: object }): event is MarketEvent {
  return Object.hasOwn(NAMES, event.name);
}
