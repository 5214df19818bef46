"""Where cases spend their days: counted on the steps and arrows of a diagram, for who may see them.

What a viewer may not see is not counted.
"""
