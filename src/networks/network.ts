/** A network as the building file of Microsoft's Call Quality Dashboard describes it. */

/** One row of the file, checked. Texts that the file leaves empty are empty. */
export interface Network {
  /** `10.1.0.0/16` */
  readonly prefix: string;
  readonly name: string;
  readonly building: string;
  readonly ownership: string;
  readonly buildingType: string;
  readonly officeType: string;
  readonly city: string;
  readonly zipCode: string;
  readonly country: string;
  readonly state: string;
  readonly region: string;
  /** Inside the network of the organisation. */
  readonly isInsideCorp: boolean;
  readonly hasExpressRoute: boolean;
  readonly isVpn: boolean;
}
